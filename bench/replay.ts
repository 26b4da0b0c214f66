// A real repository's last commits as stories: a scripted agent does each by applying its commit. One after the other, then eight at
// a time: how long it takes, what conflicts, and whether the same tree comes out.
//   node bench/replay.ts <repository> [commits] [seconds]      100 commits, agents that work for 1 s
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CLI, PERSON } from './yard.ts';

const [source, count = '100', seconds = '1'] = process.argv.slice(2);
if (source === undefined)
  throw new Error('expected a repository; found none: node bench/replay.ts <repository> [commits] [seconds]');

/**
 * Applies its commit where it stands. Where its work did not merge, it begins again on what does; where even that does not fit, it
 * keeps the lines of both sides.
 */
const AGENT = `sleep "${seconds}"
commit="$(cat "$REPLAY/plan/$XPAR_STORY")"
cut -c3- "$REPLAY/plan/$XPAR_STORY.files" | while read -r file; do
  if git cat-file -e "HEAD:$file" 2>/dev/null; then git checkout -q HEAD -- "$file"; else rm -f "$file"; fi
done
git diff --binary --full-index --no-renames "$commit^1" "$commit" | git apply --3way --whitespace=nowarn && exit 0
git diff --name-only --diff-filter=U | while read -r file; do
  sed -i -e '/^<<<<<<< /d' -e '/^=======$/d' -e '/^>>>>>>> /d' "$file"
done
`;

interface Change {
  readonly id: string;
  readonly commit: string;
  readonly files: readonly string[];
  readonly dependsOn: readonly string[];
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'xpar-replay-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: PERSON,
  }).trimEnd();

const commits = git(source, 'rev-list', '--first-parent', '--reverse', `--max-count=${count}`, 'HEAD').split('\n');
const [tip, base] = [commits.at(-1)!, `${commits[0]!}^1`];
const careful = changesOf(commits, 1);

/** What each commit changed, and whose lines it built on, or stands beside by `margin` lines: those it has to wait for. */
function changesOf(all: readonly string[], margin: number): readonly Change[] {
  const idOf = new Map(all.map((commit, at) => [commit, `c${String(at + 1).padStart(3, '0')}`]));
  return all.flatMap((commit) => {
    const files = git(source!, 'diff', '--name-only', '--no-renames', '-z', `${commit}^1`, commit).split('\0').filter(Boolean);
    const owners = files.flatMap((file) => ownersOf(commit, file, margin)).flatMap((owner) => idOf.get(owner) ?? []);
    const id = idOf.get(commit)!;
    return files.length === 0 ? [] : [{ id, commit, files, dependsOn: [...new Set(owners)].filter((owner) => owner < id) }];
  });
}

/** First-parent commits that brought the lines a commit changed, and those beside them. */
function ownersOf(commit: string, file: string, margin: number): readonly string[] {
  const diff = git(source!, 'diff', '--unified=0', '--no-renames', `${commit}^1`, commit, '--', file);
  const before = spawnSync('git', ['show', `${commit}^1:${file}`], { cwd: source, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const lines = before.status === 0 ? before.stdout.split('\n').length - 1 : 0;
  const ranges = [...diff.matchAll(/^@@ -(\d+)(?:,(\d+))? /gm)].flatMap(([, at, length = '1']) => {
    // Nothing of length 0 was changed: something was put after that line.
    const [from, to] = [Number(at) + (length === '0' ? 1 : 0) - margin, Number(at) + Math.max(Number(length) - 1, 0) + margin];
    const range = [Math.max(1, from), Math.min(lines, to)] as const;
    return range[0] <= range[1] ? [range.join()] : [];
  });
  const blamed = ranges.flatMap((range) => {
    return [
      ...git(source!, 'blame', '--first-parent', '-s', '-l', '-L', range, `${commit}^1`, '--', file).matchAll(
        /^\^?([0-9a-f]{40})/gm,
      ),
    ].map(([, owner]) => owner!);
  });
  // A file that was made or unmade on the way has to be there, or gone, first.
  const made = git(source!, 'log', '--first-parent', '-m', '--diff-filter=AD', '--format=%H', `${base}..${commit}^1`, '--', file);
  return [...blamed, ...made.split('\n').filter(Boolean)];
}

/** The repository as it stood before all of it, with a card for each commit. */
function bench(folder: string, changes: readonly Change[]): void {
  git(root, 'clone', '--quiet', '--shared', '--no-checkout', path.resolve(source!), folder);
  git(folder, 'checkout', '--quiet', '-B', 'main', git(source!, 'rev-parse', base));
  const put = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  for (const [at, { id, commit, files, dependsOn }] of changes.entries()) {
    put(`../plan/${id}`, `${commit}\n`);
    put(`../plan/${id}.files`, files.map((file) => `- ${file}\n`).join(''));
    put(
      `replayed/${id}.md`,
      `---\ntitle: Change ${id}\nstatus: ready\npriority: ${at}\nbudget:\n  model: claude-sonnet-4-6\nfiles: ${JSON.stringify(files)}\ndepends_on: [${dependsOn.join(', ')}]\n---\n\nApply it.\n\n## Acceptance criteria\n\n- [ ] it is there\n`,
    );
  }
  put('../agent.sh', AGENT);
  put(
    'xpar.config.json',
    JSON.stringify({
      stories: 'replayed',
      adrs: 'replayed-adr',
      agents: { default: { kind: 'command', command: ['sh', path.join(root, 'agent.sh')], env: ['REPLAY'] } },
      gates: [{ name: 'test', command: ['true'] }],
      parallel: { stagger: '0s' },
      worktree: { setup: [] },
    }),
  );
  execFileSync(process.execPath, [CLI, 'init', '--yes'], { cwd: folder, stdio: 'ignore' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'cards');
}

interface Flow {
  readonly clashes?: { readonly n: number; readonly kinds: object; readonly settled: object; readonly open: number };
}

function replay(name: string, changes: readonly Change[], ...flags: readonly string[]): void {
  const folder = path.join(root, name.replaceAll(/\W+/g, '-'));
  bench(folder, changes);
  const env = { ...PERSON, REPLAY: root };
  const xpar = (...args: readonly string[]): string =>
    spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30, env }).stdout;
  const before = process.hrtime.bigint();
  const told = xpar('build', '--json', '-k', ...flags);
  const took = Number(process.hrtime.bigint() - before) / 1e9;
  const integrated = told.split('\n').filter((line) => line.includes('"t":"integrated"')).length;
  const { clashes } = (JSON.parse(xpar('report', '--json')) as { flow: Flow }).flow;
  const ours = ['replayed', 'xpar.config.json', 'AGENTS.md', '.gitignore', 'CLAUDE.md'].map((own) => `:!${own}`);
  const differs = git(folder, 'diff', '--name-only', '--no-renames', tip, 'xpar/integration', '--', '.', ...ours);
  const tree = differs === '' ? 'the same' : `${differs.split('\n').length} files differ`;
  const kinds =
    clashes === undefined ? 'none' : `${clashes.n}: ${JSON.stringify(clashes.kinds)}, settled ${JSON.stringify(clashes.settled)}`;
  process.stdout.write(
    `| ${name} | ${took.toFixed(0)} | ${integrated} of ${changes.length} | ${kinds.replaceAll('"', '')} | ${tree} |\n`,
  );
}

const waits = careful.filter(({ dependsOn }) => dependsOn.length > 0).length;
process.stdout.write(
  `${path.basename(path.resolve(source))}: ${careful.length} changes, ${waits} of them on lines of one before, or beside them\n\n`,
);
process.stdout.write('| how | s | integrated | conflicts | tree |\n| --- | ---: | ---: | --- | --- |\n');
replay('one at a time', careful, '-j', '1');
replay('-j 8', careful, '-j', '8');
replay('-j 8, optimistic', careful, '-j', '8', '--conflicts', 'optimistic');
replay('-j 8, optimistic, neighbours not waited for', changesOf(commits, 0), '-j', '8', '--conflicts', 'optimistic');
