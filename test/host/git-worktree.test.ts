import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;
let lane: string;
let first: string;

beforeEach(() => {
  repo = gitRepo();
  lane = repo.beside('lanes/login');
  first = repo.commit({ a: '1', '.gitignore': 'ignored/\n' });
});
afterEach(() => repo.close());

function place(commit = first, branch: string | null = 'xpar/login', folder = lane): ReturnType<typeof port.placeWorktree> {
  return port.placeWorktree(repo.top, { path: folder, commit, ...(branch === null ? {} : { branch }) });
}

const branchOf = (folder = lane): string | undefined => repo.gitIn(folder, 'rev-parse', '--abbrev-ref', 'HEAD');
const headOf = (folder = lane): string => repo.gitIn(folder, 'rev-parse', 'HEAD');

test('a worktree is put where it is wanted, on its branch, at its commit', async () => {
  expect(await place()).toMatchObject({ ok: true });
  expect([headOf(), branchOf(), repo.read('a', lane)]).toEqual([first, 'xpar/login', '1']);
});

test('without a branch it is detached', async () => {
  await place(first, null);
  expect(branchOf()).toBe('HEAD');
});

test('a branch left by an earlier lane is moved to the new start', async () => {
  repo.git('branch', 'xpar/login');
  const second = repo.commit({ a: '2' });
  expect(await place(second)).toMatchObject({ ok: true });
  expect([headOf(), branchOf()]).toEqual([second, 'xpar/login']);
});

test('a folder with a space, a quote or a letter of another script is as good as any', async () => {
  for (const name of ['a b', "it's", 'ünï', '-dash', 'new\nline']) {
    const folder = repo.beside(`lanes/${name}`);
    expect(await place(first, null, folder)).toMatchObject({ ok: true });
    expect(await place(first, null, folder)).toMatchObject({ ok: true });
    expect(repo.read('a', folder)).toBe('1');
  }
});

test('a lane is taken up again: what is ignored stays, all else is as in the commit', async () => {
  await place();
  repo.write('ignored/installed', 'yes', lane);
  repo.write('untracked', 'x', lane);
  repo.write('a', 'changed', lane);
  repo.gitIn(lane, 'add', 'a');
  const second = repo.commit({ a: '2' });
  expect(await place(second)).toMatchObject({ ok: true });
  expect([headOf(), repo.read('a', lane), repo.gitIn(lane, 'status', '--porcelain')]).toEqual([second, '2', '']);
  expect([existsSync(path.join(lane, 'untracked')), repo.read('ignored/installed', lane)]).toEqual([false, 'yes']);
});

const LEFT: readonly (readonly [string, () => void])[] = [
  ['an index.lock', () => writeFileSync(path.join(gitDir(), 'index.lock'), '')],
  ['a detached HEAD', () => repo.gitIn(lane, 'checkout', '--quiet', '--detach')],
  ['another branch', () => repo.gitIn(lane, 'checkout', '--quiet', '-b', 'mine')],
  ['a merge in conflict', () => conflict('merge')],
  ['a rebase in conflict', () => conflict('rebase')],
  ['no index', () => rmSync(path.join(gitDir(), 'index'))],
  ['a broken index', () => writeFileSync(path.join(gitDir(), 'index'), 'broken')],
  [
    'a repository inside',
    () => (mkdirSync(path.join(lane, 'inner')), void repo.gitIn(path.join(lane, 'inner'), 'init', '--quiet')),
  ],
  ['its files gone', () => readdirSync(lane).forEach((name) => rmSync(path.join(lane, name), { recursive: true }))],
  ['the whole folder gone', () => rmSync(lane, { recursive: true })],
];

function gitDir(): string {
  return repo.gitIn(lane, 'rev-parse', '--absolute-git-dir');
}

function conflict(verb: 'merge' | 'rebase'): void {
  repo.gitIn(lane, 'checkout', '--quiet', '-b', 'side');
  for (const branch of ['side', 'xpar/login']) {
    repo.gitIn(lane, 'checkout', '--quiet', branch);
    repo.write('a', branch, lane);
    repo.gitIn(lane, 'commit', '--quiet', '--all', '--message', branch);
  }
  expect(() => repo.gitIn(lane, verb, 'side')).toThrow(`git ${verb}`);
}

test.each(LEFT)('a lane left with %s is placed again', async (_what, leave) => {
  await place();
  leave();
  expect(await place()).toMatchObject({ ok: true });
  expect([headOf(), branchOf(), repo.read('a', lane), repo.gitIn(lane, 'status', '--porcelain')]).toEqual([
    first,
    'xpar/login',
    '1',
    '',
  ]);
  expect(await port.inProgress(lane)).toBeUndefined();
});

const HIDDEN: readonly (readonly [string, () => void])[] = [
  ['a change it took for unchanged', () => (repo.gitIn(lane, 'update-index', '--assume-unchanged', 'a'), scribble())],
  ['a change it skipped', () => (repo.gitIn(lane, 'update-index', '--skip-worktree', 'a'), scribble())],
  ['a change of the same size and time', () => (scribble('2'), utimesSync(path.join(lane, 'a'), 1, 1))],
  ['files left out by a sparse checkout', () => repo.gitIn(lane, 'sparse-checkout', 'set', '--no-cone', '/.gitignore')],
  ['a repository inside what is ignored', () => (scribble(), repo.gitIn(lane, 'init', '--quiet', 'ignored/inner'))],
];

function scribble(text = 'x'): void {
  repo.write('a', text, lane);
}

test.each(HIDDEN)('one that is to hold nothing but its tree and a cache holds just that after %s', async (_what, leave) => {
  await place();
  repo.write('ignored/cache/built', 'yes', lane);
  repo.write('ignored/other', 'planted', lane);
  leave();
  const spec = { path: lane, commit: first, branch: 'xpar/login', keep: ['/ignored/cache'] };
  expect(await port.placeWorktree(repo.top, spec)).toMatchObject({ ok: true });
  expect([headOf(), repo.read('a', lane), repo.gitIn(lane, 'status', '--porcelain')]).toEqual([first, '1', '']);
  expect(readdirSync(lane).toSorted()).toEqual(['.git', '.gitignore', 'a', 'ignored']);
  expect(readdirSync(path.join(lane, 'ignored'))).toEqual(['cache']);
});

test('a worktree that is moved stands on no branch, where it was put; one that is none is not moved', async () => {
  await place();
  const [to, plain] = [repo.beside('lanes/.pool-1'), repo.beside('plain')];
  expect(await port.moveWorktree(repo.top, lane, to)).toBe(true);
  expect([existsSync(lane), branchOf(to), headOf(to)]).toEqual([false, 'HEAD', first]);
  mkdirSync(plain);
  expect(await port.moveWorktree(repo.top, plain, repo.beside('lanes/.pool-2'))).toBe(false);
  expect(await port.moveWorktree(repo.top, repo.beside('nowhere'), lane)).toBe(false);
});

test('a folder that is not ours is refused and left as it is', async () => {
  mkdirSync(lane, { recursive: true });
  writeFileSync(path.join(lane, 'mine'), 'x');
  expect(await place()).toEqual({ ok: false, detail: `${lane} exists and is not a worktree of this repository` });
  expect(readdirSync(lane)).toEqual(['mine']);
});

test("a file in the way, another repository and the person's checkout are refused too", async () => {
  repo.write('file', '', repo.beside('lanes'));
  expect(await place(first, null, repo.beside('lanes/file'))).toMatchObject({ ok: false });
  const other = repo.beside('lanes/other');
  mkdirSync(other);
  repo.gitIn(other, 'init', '--quiet');
  expect(await place(first, null, other)).toMatchObject({ ok: false });
});

test('an empty folder in the way is used', async () => {
  mkdirSync(lane, { recursive: true });
  expect(await place()).toMatchObject({ ok: true });
});

test('a lane whose entry somebody took away is told as not ours, not deleted', async () => {
  await place();
  rmSync(gitDir(), { recursive: true });
  expect(await place()).toMatchObject({ ok: false });
  expect(repo.read('a', lane)).toBe('1');
});

test('a branch that a deleted folder elsewhere was on is free', async () => {
  await place(first, 'xpar/login', repo.beside('old-lanes/login'));
  rmSync(repo.beside('old-lanes'), { recursive: true });
  expect(await place()).toMatchObject({ ok: true });
  expect(repo.git('worktree', 'list')).not.toContain('old-lanes');
});

test("a worktree of the person's on a disk that is not there today is not forgotten", async () => {
  repo.git('worktree', 'add', '--quiet', '-b', 'mine', repo.beside('disk/mine'));
  rmSync(repo.beside('disk'), { recursive: true });
  await place();
  expect(repo.git('worktree', 'list')).toContain('disk/mine');
});

test('many are placed at the same moment', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `s${index}`);
  const answers = await Promise.all(names.map((name) => place(first, `xpar/${name}`, repo.beside(`lanes/${name}`))));
  expect(answers).toMatchObject(names.map(() => ({ ok: true })));
  expect(names.map((name) => branchOf(repo.beside(`lanes/${name}`)))).toEqual(names.map((name) => `xpar/${name}`));
});

test('one that cannot be placed does not stop the next', async () => {
  const [bad, good] = await Promise.all([place('f'.repeat(40)), place()]);
  expect([bad.ok, good.ok]).toEqual([false, true]);
});

test('a branch that stands in the way of its folder is told', async () => {
  repo.git('branch', 'xpar/login/old');
  expect(await place()).toMatchObject({ ok: false, detail: expect.stringMatching(/cannot lock ref|xpar\/login/) as string });
});

test('a branch the person has checked out is not moved under them', async () => {
  repo.git('checkout', '--quiet', '-b', 'xpar/login');
  const second = repo.commit({ a: '2' });
  expect(await place()).toMatchObject({ ok: false, detail: expect.stringContaining(`checked out at '${repo.top}'`) as string });
  expect([repo.git('rev-parse', 'HEAD'), repo.git('status', '--porcelain'), existsSync(lane)]).toEqual([second, '', false]);
});

test('placing touches nothing of the person', async () => {
  repo.write('a', 'half done');
  repo.write('new', 'x');
  repo.git('add', 'new');
  const before = [repo.git('status', '--porcelain'), repo.git('symbolic-ref', 'HEAD'), repo.git('config', '--local', '--list')];
  await place();
  await place(repo.git('rev-parse', 'HEAD'), null, repo.beside('lanes/other'));
  expect([repo.git('status', '--porcelain'), repo.git('symbolic-ref', 'HEAD'), repo.git('config', '--local', '--list')]).toEqual(
    before,
  );
});

test('a worktree taken away is gone with its entry, whatever stands in it; one that is not there is no error', async () => {
  await place();
  repo.write('untracked', 'x', lane);
  writeFileSync(path.join(gitDir(), 'locked'), 'by somebody');
  await port.removeWorktree(repo.top, lane);
  expect([existsSync(lane), repo.git('worktree', 'list').split('\n').length]).toEqual([false, 1]);
  await port.removeWorktree(repo.top, lane);
});
