import { chmodSync, existsSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Committed } from '../../src/host/host.ts';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
const REF = 'refs/heads/xpar/login';
let repo: GitRepo;
let lane: string;
let base: string;

beforeEach(async () => {
  repo = gitRepo();
  lane = repo.beside('lane');
  repo.commit({ kept: '1', edited: '1', deleted: '1', 'tracked.log': '1' });
  base = repo.commit({ '.gitignore': '*.log\n' });
  await port.placeWorktree(repo.top, { path: lane, commit: base, branch: 'xpar/login' });
});
afterEach(() => repo.close());

const commit = (): Promise<Committed> => port.commitWorktree(lane, { base, ref: REF, message: 'login: Log in\n' });

function gitDir(): string {
  return repo.gitIn(lane, 'rev-parse', '--absolute-git-dir');
}

async function filesOf(id: string): Promise<Record<string, string>> {
  const names = [...(await port.files(repo.top, id)).keys()];
  return Object.fromEntries(names.map((name) => [name, repo.git('show', `${id}:${name}`)]));
}

test('staged, unstaged, untracked and deleted: all of it is one commit on the base; ignored files are not in it', async () => {
  repo.write('staged', 'new', lane);
  repo.gitIn(lane, 'add', 'staged');
  repo.write('edited', '2', lane);
  repo.write('deep/untracked', '3', lane);
  repo.write('tracked.log', '4', lane);
  repo.write('ignored.log', '5', lane);
  rmSync(path.join(lane, 'deleted'));
  const made = await commit();
  expect(made.changed).toBe(true);
  expect(await filesOf(made.commit)).toEqual({
    '.gitignore': '*.log',
    kept: '1',
    edited: '2',
    staged: 'new',
    'deep/untracked': '3',
    'tracked.log': '4',
  });
  expect([repo.git('rev-parse', REF), repo.git('rev-parse', `${REF}^@`), repo.git('rev-parse', `${REF}^{tree}`)]).toEqual([
    made.commit,
    base,
    made.tree,
  ]);
});

test('the commit says its message, is by the person and committed by xpar', async () => {
  repo.write('edited', '2', lane);
  const { commit: id } = await commit();
  expect(repo.git('show', '-s', '--format=%B%an <%ae>%n%cn', id)).toBe('login: Log in\nA Person <person@example.org>\nxpar');
});

test('somebody git does not know can have their lane committed', async () => {
  repo.configure('[user]\n\tname =\n\temail =\n');
  repo.git('config', '--global', '--unset-all', 'user.name');
  repo.git('config', '--global', '--unset-all', 'user.email');
  repo.write('edited', '2', lane);
  expect(repo.git('show', '-s', '--format=%an', (await commit()).commit)).toBe('xpar');
});

test("an agent's own commits are folded into one, what it left beside them too", async () => {
  for (const n of [1, 2, 3]) {
    repo.write(`file${n}`, String(n), lane);
    repo.gitIn(lane, 'add', '--all');
    repo.gitIn(lane, 'commit', '--quiet', '--message', `step ${n}`);
  }
  repo.write('file4', '4', lane);
  const made = await commit();
  expect(repo.git('rev-list', '--count', `${base}..${REF}`)).toBe('1');
  expect(await port.changedPaths(repo.top, base, made.commit)).toEqual(['file1', 'file2', 'file3', 'file4']);
});

test('an agent that did nothing has changed nothing', async () => {
  expect(await commit()).toMatchObject({ changed: false, tree: repo.git('rev-parse', `${base}^{tree}`) });
});

test('an agent that undid what it did has changed nothing', async () => {
  repo.write('edited', '2', lane);
  repo.gitIn(lane, 'commit', '--quiet', '--all', '--message', 'x');
  repo.write('edited', '1', lane);
  expect(await commit()).toMatchObject({ changed: false });
});

const LEFT: readonly (readonly [string, () => void])[] = [
  ['an index.lock left behind', () => writeFileSync(path.join(gitDir(), 'index.lock'), '')],
  ['a broken index', () => writeFileSync(path.join(gitDir(), 'index'), 'broken')],
  ['no index', () => rmSync(path.join(gitDir(), 'index'))],
  ['a detached HEAD', () => repo.gitIn(lane, 'checkout', '--quiet', '--detach')],
  ['HEAD on a branch of its own', () => repo.gitIn(lane, 'checkout', '--quiet', '-b', 'mine')],
  ['HEAD on a branch without a commit', () => repo.gitIn(lane, 'checkout', '--quiet', '--orphan', 'empty')],
  ['everything taken out of the index', () => repo.gitIn(lane, 'rm', '--quiet', '-r', '--cached', '.')],
  ['files that git was told to take for unchanged', () => repo.gitIn(lane, 'update-index', '--assume-unchanged', 'edited')],
  ['files that git was told to skip', () => repo.gitIn(lane, 'update-index', '--skip-worktree', 'edited')],
  ['a file that was only announced', () => (repo.write('announced', '', lane), rmSync(path.join(lane, 'announced')))],
];

test.each(LEFT)('with %s the work is committed all the same', async (_what, leave) => {
  leave();
  repo.write('edited', 'work', lane);
  const made = await commit();
  expect(await port.changedPaths(repo.top, base, made.commit)).toEqual(['edited']);
  expect(repo.git('rev-parse', REF)).toBe(made.commit);
});

test("the lane's index stays as the agent left it, and nothing of ours stays behind", async () => {
  repo.write('staged', 'new', lane);
  repo.gitIn(lane, 'add', 'staged');
  const before = readdirSync(gitDir());
  await commit();
  expect(repo.gitIn(lane, 'diff', '--cached', '--name-only', base)).toBe('staged');
  expect(readdirSync(gitDir()).filter((name) => !before.includes(name) && name.startsWith('xpar-index'))).toEqual([]);
});

test("the person's checkout, index and branch are not touched", async () => {
  repo.write('edited', 'mine');
  repo.git('add', 'edited');
  const before = [repo.git('status', '--porcelain'), repo.git('rev-parse', 'HEAD')];
  repo.write('edited', 'the lane’s', lane);
  await commit();
  expect([repo.git('status', '--porcelain'), repo.git('rev-parse', 'HEAD')]).toEqual(before);
});

test('programs and links keep their kind, odd names their letters', async () => {
  const odd = ['new\nline', 'quote"', "it's", '-dash', ' space ', 'ünï', '*', ':(top)x', 'back\\slash'];
  for (const name of odd) repo.write(name, name, lane);
  repo.write('run', '#!/bin/sh\n', lane);
  chmodSync(path.join(lane, 'run'), 0o755);
  symlinkSync('/etc/passwd', path.join(lane, 'link'));
  const tree = await port.files(repo.top, (await commit()).commit);
  expect([tree.get('run')!.mode, tree.get('link')!.mode]).toEqual(['100755', '120000']);
  expect(odd.filter((name) => !tree.has(name))).toEqual([]);
});

test('a file replaced by a folder, and a folder by a file', async () => {
  rmSync(path.join(lane, 'edited'));
  repo.write('edited/inside', '1', lane);
  const made = await commit();
  rmSync(path.join(lane, 'edited'), { recursive: true });
  repo.write('edited', 'a file again', lane);
  expect([
    await port.changedPaths(repo.top, base, made.commit),
    await port.changedPaths(repo.top, base, (await commit()).commit),
  ]).toEqual([['edited', 'edited/inside'], ['edited']]);
});

test('a folder that holds an empty repository stops the commit by name, and loses nothing', async () => {
  repo.write('edited', 'work', lane);
  repo.write('inner/file', '1', lane);
  repo.gitIn(path.join(lane, 'inner'), 'init', '--quiet');
  await expect(commit()).rejects.toThrow("'inner/' does not have a commit checked out");
  expect([repo.read('edited', lane), existsSync(path.join(lane, 'inner/file')), repo.git('rev-parse', REF)]).toEqual([
    'work',
    true,
    base,
  ]);
});

test('what a sparse checkout leaves out is not deleted', async () => {
  repo.gitIn(lane, 'sparse-checkout', 'set', '--no-cone', '/edited', '/.gitignore');
  repo.write('edited', 'work', lane);
  expect(existsSync(path.join(lane, 'kept'))).toBe(false);
  expect(await port.changedPaths(repo.top, base, (await commit()).commit)).toEqual(['edited']);
});

test("a change of the same length in the index's own second is seen, where no stamp tells it", async () => {
  const second = 1_700_000_000;
  const edited = path.join(lane, 'edited');
  repo.git('config', 'core.trustctime', 'false');
  utimesSync(edited, second, second);
  repo.gitIn(lane, 'update-index', '--refresh');
  utimesSync(path.join(gitDir(), 'index'), second, second);
  writeFileSync(edited, '2');
  utimesSync(edited, second, second);
  const made = await commit();
  expect(made.changed).toBe(true);
  expect(await filesOf(made.commit)).toMatchObject({ edited: '2' });
});

test('more files are left out than arguments of a command could name', async () => {
  const deep = Array.from({ length: 4 }, (_, at) => String(at).repeat(220)).join('/');
  const leaveOut = Array.from({ length: 2400 }, (_, at) => `${deep}/${at}`);
  for (const name of leaveOut) repo.write(name, '', lane);
  rmSync(path.join(lane, 'edited'));
  repo.write('edited/local', 'left out', lane);
  rmSync(path.join(lane, 'kept'));
  repo.write('kept/local', 'left out', lane);
  repo.write('kept/new', 'work', lane);
  repo.write('*', 'work', lane);
  const locals = ['edited/local', 'kept/local', 'never-there'];
  const made = await port.commitWorktree(lane, { base, ref: REF, message: 'x', leaveOut: [...leaveOut, ...locals] });
  expect(await port.changedPaths(repo.top, base, made.commit)).toEqual(['*', 'edited', 'kept', 'kept/new']);
  expect(made.leftOut).toHaveLength(2402);
});
