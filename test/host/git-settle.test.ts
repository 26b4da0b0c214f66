import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
const isLeft = (name: string): boolean => name.startsWith('left/');
const isRight = (name: string): boolean => name.startsWith('right/');
let repo: GitRepo;
let lane: string;
let base: string;

/** A checkout in which two lanes are at work, on `left/` and on `right/`. */
beforeEach(async () => {
  repo = gitRepo();
  lane = repo.beside('lane');
  base = repo.commit({ '.gitignore': '*.log\n', top: '1', 'left/a': '1', 'left/gone': '1', 'right/b': '1', old: '1' });
  await port.placeWorktree(repo.top, { path: lane, commit: base });
  repo.write('left/a', '2', lane);
  repo.write('left/deep/[new]*', '3', lane);
  rmSync(path.join(lane, 'left/gone'));
  repo.write('right/b', '4', lane);
  repo.write('noise.log', '5', lane);
});
afterEach(() => repo.close());

const settle = (more: Partial<Parameters<typeof port.settleWorktree>[1]> = {}): Promise<void> =>
  port.settleWorktree(lane, { commit: base, keeps: isRight, aside: repo.beside('aside'), ...more });
const standing = (name: string): string | undefined => (existsSync(path.join(lane, name)) ? repo.read(name, lane) : undefined);

test('what differs from a commit is changed, new and deleted paths, whatever the real index says; ignored files are not', async () => {
  repo.gitIn(lane, 'add', '--all');
  repo.gitIn(lane, 'update-index', '--assume-unchanged', 'right/b');
  writeFileSync(path.join(lane, 'left/a'), '6');
  expect(await port.differing(lane, base)).toEqual(['left/a', 'left/deep/[new]*', 'left/gone', 'right/b']);
});

test('a commit of some paths holds these on its base, by their very names, and nothing of the others', async () => {
  const ref = 'refs/heads/xpar/left';
  const made = await port.commitWorktree(lane, { base, ref, message: 'left\n', only: isLeft });
  expect(await port.changedPaths(repo.top, base, made.commit)).toEqual(['left/a', 'left/deep/[new]*', 'left/gone']);
  const { commit } = await port.commitWorktree(lane, { base, ref, message: 'none\n', only: () => false });
  expect([await port.treeOf(repo.top, commit), repo.gitIn(lane, 'status', '--porcelain', 'right').trim()]).toEqual([
    await port.treeOf(repo.top, base),
    'M right/b',
  ]);
});

test('a repository within goes in by the name of its commit, and by no file', async () => {
  const within = path.join(lane, 'left/within');
  mkdirSync(within);
  repo.gitIn(within, 'init', '--quiet');
  repo.write('file', '1', within);
  repo.gitIn(within, 'add', 'file');
  repo.gitIn(within, 'commit', '--quiet', '--message', 'theirs');
  expect(await port.differing(lane, base)).toContain('left/within');
  const only = (name: string): boolean => name === 'left/within';
  const { commit } = await port.commitWorktree(lane, { base, ref: 'refs/heads/xpar/left', message: 'left\n', only });
  expect((await port.files(repo.top, commit)).get('left/within')?.mode).toBe('160000');
});

test('settled on another commit all is as that has it, but for what is kept; what git ignores stays', async () => {
  const tip = repo.commit({ top: '2', old: undefined, 'right/b': '9', 'new/file': '1' });
  await settle({ commit: tip });
  expect(await port.differing(lane, tip)).toEqual(['right/b']);
  expect(['top', 'old', 'new/file', 'left/a', 'left/gone', 'left/deep', 'right/b', 'noise.log'].map(standing)).toEqual([
    '2',
    undefined,
    '1',
    '1',
    '1',
    undefined,
    '4',
    '5',
  ]);
  expect(repo.gitIn(lane, 'rev-parse', 'HEAD')).toBe(tip);
  expect(repo.gitIn(lane, 'status', '--porcelain')).toBe(' M right/b');
});

test('some paths can be put as another commit has them', async () => {
  const work = repo.commit({ 'left/a': '7', 'left/gone': undefined, 'left/more': '8', top: '2' });
  await settle({ over: { commit: work, only: isLeft } });
  expect(['left/a', 'left/gone', 'left/more', 'top'].map(standing)).toEqual(['7', undefined, '8', '1']);
});

test('an agent that switched, staged, and locked the index is no matter', async () => {
  repo.gitIn(lane, 'switch', '--quiet', '--create', 'elsewhere');
  repo.gitIn(lane, 'add', '--all');
  repo.gitIn(lane, 'commit', '--quiet', '--message', 'mine');
  const mine = repo.gitIn(lane, 'rev-parse', 'HEAD');
  writeFileSync(path.join(repo.gitIn(lane, 'rev-parse', '--absolute-git-dir'), 'index.lock'), '');
  await settle();
  expect([repo.gitIn(lane, 'rev-parse', 'HEAD'), await port.currentBranch(lane)]).toEqual([base, undefined]);
  expect(repo.git('rev-parse', 'elsewhere')).toBe(mine);
  expect(standing('left/a')).toBe('1');
});

test('a file where a folder was, a folder where a file was, and a link are put back; nothing is reached through a link', async () => {
  rmSync(path.join(lane, 'left'), { recursive: true });
  const outside = repo.beside('outside');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'a'), 'theirs');
  symlinkSync(outside, path.join(lane, 'left'));
  rmSync(path.join(lane, 'top'));
  repo.write('top/inner', '1', lane);
  await settle();
  expect(['left/a', 'left/gone', 'top'].map(standing)).toEqual(['1', '1', '1']);
  expect(repo.read('a', outside)).toBe('theirs');
});

test('a repository within is moved aside whole, and everything is where that is asked for', async () => {
  mkdirSync(path.join(lane, 'left/within'), { recursive: true });
  repo.gitIn(path.join(lane, 'left/within'), 'init', '--quiet');
  repo.write('left/within/file', '1', lane);
  await settle();
  expect([standing('left/within'), repo.read('left/within/file', repo.beside('aside'))]).toEqual([undefined, '1']);
  await settle({ keeps: () => false, asideAll: true });
  expect([standing('right/b'), repo.read('right/b', repo.beside('aside'))]).toEqual(['1', '4']);
});

test('a worktree whose way to the repository was changed is not touched', async () => {
  rmSync(path.join(lane, '.git'));
  await expect(settle()).rejects.toThrow('no worktree any more');
  await expect(port.differing(lane, base)).rejects.toThrow('no worktree any more');
  expect(standing('left/a')).toBe('2');
});
