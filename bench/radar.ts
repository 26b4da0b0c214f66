// What a look of the radar costs: N lanes, every pair merged in memory by one git process.
//   node bench/radar.ts [lanes] [files]      50 lanes and 1,000 files where nothing is named
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeGit } from '../src/host/node-git.ts';

const [lanes = 50, files = 1_000] = process.argv.slice(2).map(Number);
const root = mkdtempSync(path.join(os.tmpdir(), 'xpar-bench-'));
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
    cwd: root,
    encoding: 'utf8',
  }).trim();

/** A file of a hundred lines, one of them said anew. */
function source(file: number, line: number, word: string): string {
  return Array.from({ length: 100 }, (_, at) => (at === line ? word : `line ${at} of ${file}`)).join('\n');
}

function put(file: number, line: number, word: string): void {
  const name = path.join(root, `src/${file % 20}/${file}.txt`);
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, source(file, line, word));
}

function medianMs(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

git('init', '-q', '-b', 'main');
for (let file = 0; file < files; file += 1) put(file, -1, '');
git('add', '.');
git('commit', '-qm', 'base');
const base = git('rev-parse', 'HEAD');
const made = Array.from({ length: lanes }, (_, lane) => {
  // Its own file, and one of ten that others change too, at a line of its own or at the same.
  put(files + lane, 0, `lane ${lane}`);
  put(lane % 10, lane % 3 === 0 ? 50 : lane, `lane ${lane}`);
  git('add', '.');
  git('commit', '-qm', `lane ${lane}`);
  const commit = git('rev-parse', 'HEAD');
  git('reset', '-q', '--hard', base);
  return { name: `s${lane}`, commit, base };
});
const port = nodeGit();
const times: number[] = [];
let found = 0;
for (let run = 0; run < 7; run += 1) {
  const begun = performance.now();
  found = (await port.foretell(root, { lanes: made, onto: base })).length;
  times.push(performance.now() - begun);
}
const pairs = (lanes * (lanes - 1)) / 2;
process.stdout.write(
  `${lanes} lanes, ${pairs} pairs, ${files} files: ${Math.round(medianMs(times))} ms a look, ${found} pairs in conflict\n`,
);
rmSync(root, { recursive: true });
