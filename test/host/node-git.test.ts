import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const ODD = [
  'with space.txt',
  ' leading',
  'trailing ',
  'quote".txt',
  "apostrophe'.txt",
  '-dash',
  'tab\there',
  'new\nline',
  'ünï/cödé',
  'back\\slash',
  '*',
  '$(touch x)',
  '\u202erevo',
];

test('git tells its version', async () => {
  expect(await port.version()).toMatch(/^\d+\.\d+/);
});

test('a repository is found from any folder in it, through links too', async () => {
  repo.write('deep/down/a.txt', '');
  symlinkSync(path.join(repo.top, 'deep'), repo.beside('link'));
  const git = path.join(repo.top, '.git');
  const found = { top: repo.top, commonDir: git, gitDir: git };
  expect(await port.repository(repo.top)).toEqual(found);
  expect(await port.repository(path.join(repo.top, 'deep/down'))).toEqual(found);
  expect(await port.repository(path.join(repo.beside('link'), 'down'))).toEqual(found);
});

test('a linked worktree belongs to the repository it was made from', async () => {
  repo.commit({ a: '' });
  repo.git('worktree', 'add', '--quiet', repo.beside('other'));
  expect(await port.repository(repo.beside('other'))).toEqual({
    top: repo.beside('other'),
    commonDir: path.join(repo.top, '.git'),
    gitDir: path.join(repo.top, '.git/worktrees/other'),
  });
});

test('no repository, a bare one and the inside of a git folder are told apart', async () => {
  mkdirSync(repo.beside('plain'));
  repo.git('init', '--quiet', '--bare', repo.beside('bare'));
  expect(await port.repository(repo.beside('plain'))).toBeUndefined();
  expect(await port.repository(repo.beside('bare'))).toBe('bare');
  expect(await port.repository(path.join(repo.top, '.git'))).toBeUndefined();
});

test('the branch is known before the first commit, and is none when HEAD is detached', async () => {
  expect(await port.currentBranch(repo.top)).toBe('main');
  repo.commit({ a: '' });
  repo.git('checkout', '--quiet', '--detach');
  expect(await port.currentBranch(repo.top)).toBeUndefined();
});

test('a tag that is called like the branch does not change its name', async () => {
  repo.commit({ a: '' });
  repo.git('tag', 'main');
  expect(await port.currentBranch(repo.top)).toBe('main');
});

test('a commit is found by any name of it, and only a commit', async () => {
  expect(await port.commitOf(repo.top, 'HEAD')).toBeUndefined();
  const commit = repo.commit({ a: '1' });
  repo.git('tag', '--annotate', 'v1', '--message', 'one');
  expect(await port.commitOf(repo.top, 'refs/tags/v1')).toBe(commit);
  for (const name of ['nobody', '--all', repo.git('rev-parse', 'HEAD:a'), ''])
    expect(await port.commitOf(repo.top, name)).toBeUndefined();
});

test('of many ids, those that are commits here are told', async () => {
  const commit = repo.commit({ a: '1' });
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  expect([...(await port.commitsAmong(repo.top, [tree, '0'.repeat(40), commit, 'HEAD~9']))]).toEqual([commit]);
});

test('branches are given by full name below a prefix', async () => {
  const commit = repo.commit({ a: '' });
  repo.git('branch', 'xpar/login');
  expect([...(await port.branches(repo.top, 'refs/heads/xpar/'))]).toEqual([['refs/heads/xpar/login', commit]]);
  expect((await port.branches(repo.top, 'refs/heads/none/')).size).toBe(0);
});

test('trailers are read back, newest first, wherever in the history they were merged in', async () => {
  repo.commit({ a: '1' });
  repo.git('checkout', '--quiet', '-b', 'side');
  const merged = repo.commit({ b: '1' }, 'merged: by a pull request\n\nXpar-Story: merged');
  repo.git('checkout', '--quiet', 'main');
  repo.git(
    'merge',
    '--quiet',
    '--no-ff',
    '-m',
    'login: Log in\n\nXpar-Story: login\nXpar-Key: k1: with colon\nXpar-Tokens: 1/2',
    'side',
  );
  const login = repo.git('rev-parse', 'HEAD');
  const revert = repo.commit({ c: '1' }, 'Undo it\n\nXpar-Revert: login');
  repo.commit({ d: '1' }, 'Xpar-Story: as-a-title\n\nXpar-Story: in the middle\n\nand a last paragraph');
  const found = (await port.trailers(repo.top, 'main')).map(({ commit, trailers }) => [commit, { ...trailers }]);
  expect(found.filter(([, trailers]) => Object.keys(trailers!).length > 0)).toEqual([
    [revert, { 'Xpar-Revert': 'login' }],
    [login, { 'Xpar-Story': 'login', 'Xpar-Key': 'k1: with colon', 'Xpar-Tokens': '1/2' }],
    [merged, { 'Xpar-Story': 'merged' }],
  ]);
});

test('a branch without any of our commits has no trailers', async () => {
  repo.commit({ a: '1' });
  expect(await port.trailers(repo.top, 'main')).toEqual([]);
});

test('files and their contents come whole, whatever their names', async () => {
  const files = Object.fromEntries(ODD.map((name, index) => [name, `${index}\r\n\0${name}`]));
  const commit = repo.commit(files);
  const tree = await port.files(repo.top, commit);
  expect([...tree.keys()].toSorted()).toEqual(ODD.toSorted());
  const blobs = await port.blobs(
    repo.top,
    [...tree.values()].map(({ blob }) => blob),
  );
  for (const [name, text] of Object.entries(files)) {
    const entry = tree.get(name)!;
    expect(Buffer.from(blobs.get(entry.blob)!).toString()).toBe(text);
    expect(entry).toMatchObject({ mode: '100644' });
  }
});

test('links and programs are told by their mode', async () => {
  repo.write('run.sh', '#!/bin/sh\n');
  chmodSync(path.join(repo.top, 'run.sh'), 0o755);
  symlinkSync('run.sh', path.join(repo.top, 'link'));
  const tree = await port.files(repo.top, repo.commit({}));
  expect([tree.get('run.sh')!.mode, tree.get('link')!.mode]).toEqual(['100755', '120000']);
});

test('ids that name no blob are left out, and spoil nothing of the others', async () => {
  const commit = repo.commit({ a: 'text', b: '' });
  const [a, b] = [repo.git('rev-parse', 'HEAD:a'), repo.git('rev-parse', 'HEAD:b')];
  const blobs = await port.blobs(repo.top, [commit, 'f'.repeat(40), a, repo.git('rev-parse', 'HEAD^{tree}'), b]);
  expect([...blobs].map(([id, bytes]) => [id, Buffer.from(bytes).toString()])).toEqual([
    [a, 'text'],
    [b, ''],
  ]);
  expect((await port.blobs(repo.top, [])).size).toBe(0);
});

test('paths that differ are sorted and whole, both sides of a rename included', async () => {
  const before = repo.commit({ 'old name': 'same\n', [ODD[7]!]: '1', keep: '1' });
  const after = repo.commit({ 'old name': undefined, 'new name': 'same\n', [ODD[7]!]: '2' });
  expect(await port.changedPaths(repo.top, before, after)).toEqual(['new\nline', 'new name', 'old name']);
});

test('renamed files are known by both names, and who brought a path in by the first parents', async () => {
  const text = 'one\ntwo\nthree\nfour\n';
  const before = repo.commit({ 'old name': text, [ODD[7]!]: `${text}5`, gone: '1', '*': 'star' });
  repo.git('checkout', '--quiet', '-b', 'lane');
  repo.commit({
    'old name': undefined,
    'new name': `${text}five\n`,
    [ODD[7]!]: undefined,
    'back\\slash': `${text}5`,
    gone: undefined,
  });
  repo.git('checkout', '--quiet', 'main');
  repo.git('merge', '--quiet', '--no-ff', '-m', 'lane', 'lane');
  const after = repo.git('rev-parse', 'HEAD');
  expect(await port.renames(repo.top, before, after)).toEqual([
    { from: ODD[7], to: 'back\\slash' },
    { from: 'old name', to: 'new name' },
  ]);
  expect(await port.renames(repo.top, before, before)).toEqual([]);
  repo.commit({ more: '' });
  expect(await port.addedIn(repo.top, 'HEAD', 'new name')).toBe(after);
  expect(await port.addedIn(repo.top, 'HEAD', '*')).toBe(before);
  expect(await port.addedIn(repo.top, 'HEAD', 'never')).toBeUndefined();
});

test('an ancestor is one or not; what is no commit is an error', async () => {
  const [one, two] = [repo.commit({ a: '1' }), repo.commit({ a: '2' })];
  expect(await port.isAncestor(repo.top, one, two)).toBe(true);
  expect(await port.isAncestor(repo.top, two, one)).toBe(false);
  await expect(port.isAncestor(repo.top, 'f'.repeat(40), one)).rejects.toThrow('git merge-base');
});

test('a ref is changed only from what it was said to be', async () => {
  const [one, two] = [repo.commit({ a: '1' }), repo.commit({ a: '2' })];
  const ref = 'refs/xpar/accepted/login';
  expect(await port.updateRef(repo.top, ref, one, two)).toBe(false);
  expect(await port.updateRef(repo.top, ref, one, undefined)).toBe(true);
  expect(await port.updateRef(repo.top, ref, two, undefined)).toBe(false);
  expect(await port.commitOf(repo.top, ref)).toBe(one);
  expect(await port.updateRef(repo.top, ref, two, one)).toBe(true);
  await port.deleteRef(repo.top, ref);
  expect(await port.commitOf(repo.top, ref)).toBeUndefined();
});

test('of many who want to move one ref exactly one does', async () => {
  const from = repo.commit({ a: '0' });
  const commits = [1, 2, 3, 4].map((n) => repo.commit({ a: String(n) }));
  await port.updateRef(repo.top, 'refs/xpar/x', from, undefined);
  const won = await Promise.all(commits.map((to) => port.updateRef(repo.top, 'refs/xpar/x', to, from)));
  expect(won.filter(Boolean)).toHaveLength(1);
});

test('dirty paths are what differs, staged or not, untracked ones not', async () => {
  repo.commit({ 'old.txt': 'many words that stay the same\n', edited: '1', staged: '1', same: '1', [ODD[0]!]: '1' });
  expect(await port.dirty(repo.top)).toEqual([]);
  repo.git('mv', 'old.txt', 'renamed.txt');
  for (const file of ['edited', 'staged', ODD[0]!, 'untracked']) repo.write(file, '2');
  repo.git('add', 'staged');
  expect((await port.dirty(repo.top)).toSorted()).toEqual(['edited', 'old.txt', 'renamed.txt', 'staged', ODD[0]!].toSorted());
});

test('trailers of named commits are those, newest first, and of one that has none nothing', async () => {
  const plain = repo.commit({ a: '1' });
  const landed = ['one', 'two'].map((story) => {
    repo.write('a', story);
    repo.git('commit', '--quiet', '-am', `${story}\n\nXpar-Story: ${story}\nXpar-Key: k`);
    return repo.git('rev-parse', 'HEAD');
  });
  repo.commit({ a: '4' });
  const found = await port.trailersOf(repo.top, [landed[0]!, plain, landed[1]!]);
  expect(found.map(({ trailers }) => trailers['Xpar-Story']).toSorted()).toEqual(['one', 'two']);
  expect(await port.trailersOf(repo.top, [])).toEqual([]);
});
