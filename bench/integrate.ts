// What folding gated lanes in costs, tests aside, and beside the loop a person would write: git merge and test, one by one.
//   node bench/integrate.ts [lanes] [files] [seconds]      50 lanes, 10,000 files and a suite of 1 s where nothing is named
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeGit } from '../src/host/node-git.ts';
import { nodeMerger } from '../src/host/node-merger.ts';
import type { Member } from '../src/integrate/chain.ts';
import type { Judge } from '../src/integrate/find-fault.ts';
import { foldWave } from '../src/integrate/fold-wave.ts';

const WAVE = 8;
const RUNS = 5;
const REF = 'refs/heads/xpar/integration';
const [lanes = 50, files = 10_000, seconds = 1] = process.argv.slice(2).map(Number);
const root = mkdtempSync(path.join(os.tmpdir(), 'xpar-bench-'));
const top = path.join(root, 'shop');

function gitIn(cwd: string, ...args: readonly string[]): string {
  const own = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'gc.auto=0'];
  return execFileSync('git', [...own, ...args], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
}
const git = (...args: readonly string[]): string => gitIn(top, ...args);

/** A file of forty lines, some of them said anew. */
function put(file: number, words: Readonly<Record<number, string>> = {}): void {
  const name = path.join(top, `src/${file % 100}/${file}.txt`);
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, Array.from({ length: 40 }, (_, at) => words[at] ?? `line ${at} of ${file}`).join('\n'));
}

/** Each lane has a file of its own, and changes two others that several change, at lines of their own. */
function repository(): { readonly base: string; readonly members: readonly Member[] } {
  mkdirSync(top);
  git('init', '-q', '-b', 'main');
  for (let file = 0; file < files; file += 1) put(file);
  git('add', '.');
  git('commit', '-qm', 'base');
  const base = git('rev-parse', 'HEAD');
  const members = Array.from({ length: lanes }, (_, lane): Member => {
    put(files + lane);
    put(lane % 10, { [(Math.floor(lane / 10) * 4) % 40]: `lane ${lane}` });
    put(10 + lane, { 3: `lane ${lane}` });
    git('add', '.');
    git('commit', '-qm', `lane ${lane}`);
    const commit = git('rev-parse', 'HEAD');
    git('branch', `lane-${lane}`);
    git('reset', '-q', '--hard', base);
    return { story: `s${lane}`, lane: commit, laneBase: base, message: `s${lane}: a story\n\nXpar-Story: s${lane}\n` };
  });
  return { base, members };
}

interface Took {
  readonly ms: number;
  readonly suites: number;
}

/** As a build does it: waves of eight, each merged without a working tree, its last tree checked out and judged. */
async function byXpar(base: string, members: readonly Member[], suite?: (folder: string) => Promise<void>): Promise<Took> {
  const [merger, port] = [nodeMerger(top), nodeGit()];
  const folder = path.join(root, 'suite');
  let [tip, suites] = [base, 0];
  const judge: Judge<never, never> = {
    async suite(commit) {
      suites += 1;
      if (suite === undefined) return { end: 'green' };
      await port.placeWorktree(top, { path: folder, commit, keep: [] });
      await suite(folder);
      return { end: 'green' };
    },
    again: async () => ({ end: 'green' }),
  };
  await merger.updateRef(REF, base, undefined);
  const begun = performance.now();
  for (let at = 0; at < members.length; at += WAVE) {
    const some = members.slice(at, at + WAVE);
    const wave = { ref: REF, tip, members: some, everyCommit: false, flaky: 'accept', isWanted: () => true } as const;
    const folded = await foldWave(merger, wave, judge);
    if ([...folded.ends.values()].some(({ end }) => end !== 'integrated')) throw new Error('a lane did not come in');
    tip = folded.tip;
  }
  const ms = performance.now() - begun;
  await port.deleteRef(top, REF);
  return { ms, suites };
}

/** In a checkout: merge, test, next. */
async function byHand(base: string, members: readonly Member[], suite?: (folder: string) => Promise<void>): Promise<Took> {
  const folder = path.join(root, 'hand');
  git('worktree', 'add', '-q', '--detach', folder, base);
  const begun = performance.now();
  for (const [at] of members.entries()) {
    gitIn(folder, 'merge', '-q', '--no-ff', '--no-edit', `lane-${at}`);
    await suite?.(folder);
  }
  const ms = performance.now() - begun;
  git('worktree', 'remove', '--force', folder);
  return { ms, suites: suite === undefined ? 0 : members.length };
}

function medianOf(took: readonly Took[]): Took {
  return took.toSorted((a, b) => a.ms - b.ms)[Math.floor(took.length / 2)]!;
}

/** In turn, so that a busy moment of the machine meets both. */
async function inTurn(runs: number, ...ways: readonly (() => Promise<Took>)[]): Promise<readonly Took[]> {
  const took: Took[][] = ways.map(() => []);
  for (let run = 0; run < runs; run += 1) for (const [at, way] of ways.entries()) took[at]!.push(await way());
  return took.map(medianOf);
}

const { base, members } = repository();
const suite = (): Promise<void> => pause(seconds * 1000);
const [own, hand] = await inTurn(
  RUNS,
  () => byXpar(base, members),
  () => byHand(base, members),
);
const [ownTested, handTested] = await inTurn(
  1,
  () => byXpar(base, members, suite),
  () => byHand(base, members, suite),
);
const row = (name: string, a: Took, b: Took): string =>
  `| ${name} | ${(a.ms / 1000).toFixed(2)} | ${(a.ms / lanes).toFixed(1)} | ${(b.ms / 1000).toFixed(2)} | ${(b.ms / lanes).toFixed(1)} |\n`;
process.stdout.write(`${lanes} lanes into ${files} files, waves of ${WAVE}, load ${os.loadavg()[0]!.toFixed(1)}\n\n`);
process.stdout.write('| | xpar, s | ms a lane | git merge one by one, s | ms a lane |\n| --- | ---: | ---: | ---: | ---: |\n');
process.stdout.write(row('tests aside', own!, hand!));
process.stdout.write(
  row(`a suite of ${seconds} s (${ownTested!.suites} and ${handTested!.suites} runs of it)`, ownTested!, handTested!),
);
rmSync(root, { recursive: true });
