import { renameSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { nodeMerger } from '../../src/host/node-merger.ts';
import type { Merger } from '../../src/host/host.ts';
import { chainOf } from '../../src/integrate/chain.ts';
import { forkIn, type Change } from '../rig/fork.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line}\n`).join('');
let repo: GitRepo;
let merger: Merger;

beforeEach(() => {
  repo = gitRepo();
  merger = nodeMerger(repo.top);
});
afterEach(() => repo.close());

const fork = (base: Change, ours: Change, theirs: Change): ReturnType<typeof forkIn> => forkIn(repo, base, ours, theirs);

test('changes of different files merge clean', async () => {
  const { base, ours, theirs } = fork({ a: '1', b: '1', c: '1' }, { a: '2' }, { b: '2', c: undefined });
  const merged = await merger.mergeTree(ours, theirs);
  expect(merged).toMatchObject({ clean: true, conflicts: [] });
  expect(await merger.changedPaths(ours, merged.tree)).toEqual(['b', 'c']);
  expect(await merger.changedPaths(base, merged.tree)).toEqual(['a', 'b', 'c']);
});

test('changes of different lines of a file merge clean', async () => {
  const { ours, theirs } = fork({ a: TEN }, { a: TEN.replace('line 1', 'ours') }, { a: TEN.replace('line 8', 'theirs') });
  const merged = await merger.mergeTree(ours, theirs);
  expect(merged.clean).toBe(true);
  expect(repo.git('show', `${merged.tree}:a`)).toBe(TEN.replace('line 1', 'ours').replace('line 8', 'theirs').trimEnd());
});

interface Clash {
  readonly what: string;
  readonly base: Change;
  readonly ours: Change;
  readonly theirs: Change;
  readonly paths: readonly string[];
}

const ODD = 'new\nline "x"';
const CLASHES: readonly Clash[] = [
  { what: 'the same line changed twice', base: { a: '1' }, ours: { a: '2' }, theirs: { a: '3' }, paths: ['a'] },
  { what: 'a file changed and deleted', base: { a: '1', b: '' }, ours: { a: undefined }, theirs: { a: '3' }, paths: ['a'] },
  { what: 'a file added twice', base: { x: '' }, ours: { a: '2' }, theirs: { a: '3' }, paths: ['a'] },
  {
    what: 'a change of odd names',
    base: { [ODD]: '1', ünï: '1' },
    ours: { [ODD]: '2', ünï: '2' },
    theirs: { [ODD]: '3', ünï: '3' },
    paths: [ODD, 'ünï'],
  },
];

test.each(CLASHES)('$what is a conflict, with its paths', async ({ base, ours, theirs, paths }) => {
  const commits = fork(base, ours, theirs);
  expect(await merger.mergeTree(commits.ours, commits.theirs)).toMatchObject({ clean: false, conflicts: paths });
});

test('a rename on one side never lands a change of the other at a path it did not touch', async () => {
  const { base, ours, theirs } = fork({ old: TEN }, { old: undefined, new: TEN }, { old: TEN.replace('line 3', 'x') });
  const ref = 'refs/heads/xpar/integration';
  await merger.updateRef(ref, ours, undefined);
  const lane = { story: 'login', lane: theirs, laneBase: base, message: 'login\n' };
  expect(await chainOf(merger, ours, [lane])).toMatchObject({ links: [], conflicts: [{ onto: ours }] });
  expect(repo.git('rev-parse', ref)).toBe(ours);
});

test('a folder renamed on one side does not take new files of the other along', async () => {
  const { base, ours, theirs } = fork(
    { 'old/a': TEN, 'old/b': `${TEN}b` },
    { 'old/a': undefined, 'old/b': undefined, 'new/a': TEN, 'new/b': `${TEN}b` },
    { 'old/c': 'c' },
  );
  const merged = await merger.mergeTree(ours, theirs);
  expect(merged.clean).toBe(true);
  expect(await merger.changedPaths(ours, merged.tree)).toEqual(['old/c']);
  expect(await merger.changedPaths(base, theirs)).toEqual(['old/c']);
});

test('merging what is merged already changes nothing', async () => {
  const { base, ours } = fork({ a: '1' }, { a: '2' }, { b: '1' });
  expect(await merger.mergeTree(ours, base)).toEqual({ clean: true, tree: await merger.treeOf(ours), conflicts: [] });
});

test('commits that share no history conflict in all that the other holds and this does not hold so', async () => {
  const one = repo.commit({ a: '1', same: '1' });
  repo.git('checkout', '--quiet', '--orphan', 'other');
  const other = repo.commit({ a: '2', b: '1' });
  expect(await merger.mergeTree(one, other)).toEqual({ clean: false, tree: await merger.treeOf(one), conflicts: ['a', 'b'] });
});

test('merging touches neither checkout nor index nor any ref', async () => {
  const { ours, theirs } = fork({ a: '1' }, { a: '2' }, { a: '3', b: '1' });
  repo.write('a', 'half done');
  const before = [repo.git('status', '--porcelain'), repo.git('for-each-ref')];
  await merger.mergeTree(ours, theirs);
  expect([repo.git('status', '--porcelain'), repo.git('for-each-ref')]).toEqual(before);
});

test('the same tree, parents and message give the same commit, whoever makes it and whenever', async () => {
  const { ours, theirs } = fork({ a: '1' }, { a: '2' }, { b: '2' });
  const { tree } = await merger.mergeTree(ours, theirs);
  const make = (message = 'login: Log in\n\nXpar-Story: login\n'): Promise<string> =>
    merger.commitTree(tree, [ours, theirs], message);
  const commit = await make();
  repo.configure(
    '[user]\n\tname = Somebody Else\n[i18n]\n\tcommitEncoding = ISO-8859-1\n[commit]\n\tgpgSign = true\n[log]\n\tshowSignature = true\n',
  );
  expect(await make()).toBe(commit);
  expect(await make('something else\n')).not.toBe(commit);
  expect(repo.git('rev-parse', `${commit}^@`).split('\n')).toEqual([ours, theirs]);
});

test('a merge is dated by its newest parent', async () => {
  const { ours, theirs } = fork({ a: '1' }, { a: '2' }, { b: '2' });
  const { tree } = await merger.mergeTree(ours, theirs);
  const commit = await merger.commitTree(tree, [ours, theirs], 'x\n');
  expect(repo.git('show', '-s', '--format=%ct %ci', commit)).toBe('1767323045 2026-01-02 03:04:05 +0000');
});

test('what a merge says can be read back as trailers', async () => {
  const { ours, theirs } = fork({ a: '1' }, { a: '2' }, { b: '2' });
  const { tree } = await merger.mergeTree(ours, theirs);
  const commit = await merger.commitTree(tree, [ours, theirs], 'login: # Lög in -- "x"\n\nXpar-Story: login\nXpar-Model: \n');
  const [found] = await nodeGit().trailers(repo.top, commit);
  expect({ ...found, trailers: { ...found!.trailers } }).toEqual({
    commit,
    at: Date.parse('2026-01-02T03:04:05Z'),
    trailers: { 'Xpar-Story': 'login', 'Xpar-Model': '' },
  });
});

test('the integration branch moves only from where it was tested', async () => {
  const { base, ours, theirs } = fork({ a: '1' }, { a: '2' }, { b: '2' });
  const ref = 'refs/heads/xpar/integration';
  expect(await merger.updateRef(ref, base, undefined)).toBe(true);
  expect(await merger.updateRef(ref, theirs, ours)).toBe(false);
  expect(await merger.updateRef(ref, ours, base)).toBe(true);
  expect(await merger.isAncestor(base, ref)).toBe(true);
  expect(await merger.isAncestor(theirs, ref)).toBe(false);
});

test('a parent that could not be read once is asked for again', async () => {
  const { ours, theirs } = fork({ a: '1' }, { a: '2' }, { b: '2' });
  const object = path.join(repo.top, '.git', 'objects', theirs.slice(0, 2), theirs.slice(2));
  renameSync(object, `${object}.away`);
  const tree = await merger.treeOf(ours);
  await expect(merger.commitTree(tree, [ours, theirs], 'x\n')).rejects.toThrow(theirs);
  renameSync(`${object}.away`, object);
  expect(await merger.commitTree(tree, [ours, theirs], 'x\n')).toMatch(/^[0-9a-f]{40}$/);
});
