import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Merger } from '../../src/host/host.ts';
import type { MergeAids } from '../../src/model/merge-aids.ts';
import { nodeMerger } from '../../src/host/node-merger.ts';
import { chainOf } from '../../src/integrate/chain.ts';
import { forkIn, type Change } from '../rig/fork.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

let repo: GitRepo;
let merger: Merger;

beforeEach(() => {
  repo = gitRepo();
  merger = nodeMerger(repo.top);
});
afterEach(() => repo.close());

const fork = (base: Change, ours: Change, theirs: Change): ReturnType<typeof forkIn> => forkIn(repo, base, ours, theirs);

const lists = (...names: readonly string[]): MergeAids => ({ isLineList: (name) => names.includes(name), structured: false });
const LOG = '# Changes\n\n- first\n';

describe('a declared list of lines', () => {
  test('keeps the lines of both sides', async () => {
    const { ours, theirs } = fork({ 'log.md': LOG }, { 'log.md': `${LOG}- ours\n` }, { 'log.md': `${LOG}- theirs\n` });
    const merged = await merger.mergeTree(ours, theirs, lists('log.md'));
    expect(merged).toMatchObject({ clean: true, conflicts: [], aided: [{ path: 'log.md', by: 'union' }] });
    expect(repo.git('show', `${merged.tree}:log.md`)).toBe(`${LOG}- ours\n- theirs`);
    expect(await merger.changedPaths(ours, merged.tree)).toEqual(['log.md']);
  });

  test('is the only one that is united: beside a file that is none, nothing is', async () => {
    const one = { 'log.md': LOG, 'a.json': '{}\n' };
    const { ours, theirs } = fork(one, { 'log.md': 'o\n', 'a.json': '{"o":1}\n' }, { 'log.md': 't\n', 'a.json': '{"t":1}\n' });
    expect(await merger.mergeTree(ours, theirs, lists('log.md'))).toMatchObject({
      clean: false,
      conflicts: ['a.json', 'log.md'],
    });
    expect(await merger.mergeTree(ours, theirs)).toMatchObject({ clean: false, conflicts: ['a.json', 'log.md'] });
  });

  test('that was added on both sides holds what both added', async () => {
    const { ours, theirs } = fork({ x: '' }, { 'log.md': 'a\n' }, { 'log.md': 'b\n' });
    const merged = await merger.mergeTree(ours, theirs, lists('log.md'));
    expect(repo.git('show', `${merged.tree}:log.md`).split('\n').toSorted()).toEqual(['a', 'b']);
  });

  const KEPT: readonly (readonly [string, Change, Change, Change])[] = [
    ['deleted on one side', { 'log.md': LOG }, { 'log.md': undefined, x: '' }, { 'log.md': `${LOG}- theirs\n` }],
    ['not text', { 'log.md': 'a\0b' }, { 'log.md': 'a\0c' }, { 'log.md': 'a\0d' }],
  ];
  test.each(KEPT)('that is %s stays a conflict', async (_how, base, left, right) => {
    const { ours, theirs } = fork(base, left, right);
    expect(await merger.mergeTree(ours, theirs, lists('log.md'))).toMatchObject({ clean: false, conflicts: ['log.md'] });
  });
});

describe("a person's side", () => {
  const CASES: readonly (readonly [string, Change, Change, Change])[] = [
    ['changed on both', { a: '1' }, { a: '2', o: 'o' }, { a: '3', t: 't' }],
    ['deleted by us', { a: '1' }, { a: undefined, o: 'o' }, { a: '3', t: 't' }],
    ['deleted by them', { a: '1' }, { a: '2', o: 'o' }, { a: undefined, t: 't' }],
    ['added by both, and not text', { b: '1' }, { a: '2\0', o: 'o' }, { a: '3\0', t: 't' }],
  ];
  test.each(CASES)('stands for a file that was %s; what is in no conflict is merged', async (_how, base, left, right) => {
    const { ours, theirs } = fork(base, left, right);
    for (const side of ['ours', 'theirs'] as const) {
      const merged = await merger.mergeTree(ours, theirs, { ...lists(), side });
      expect(merged).toMatchObject({ clean: true, conflicts: [] });
      const names = repo.git('ls-tree', '-r', '--name-only', merged.tree).split('\n');
      expect(names).toEqual(expect.arrayContaining(['o', 't']));
      const own = (side === 'ours' ? left : right)['a'];
      expect(names.includes('a')).toBe(own !== undefined);
      expect(own === undefined ? own : repo.git('show', `${merged.tree}:a`)).toBe(own);
    }
  });
});

/** A stand-in for mergiraf on the path, as a shell script. */
function mergiraf(script: string): MergeAids {
  const folder = path.join(repo.beside('bin'));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'mergiraf'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, 'mergiraf'), 0o755);
  vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH']}`);
  return { isLineList: () => false, structured: true };
}

describe('mergiraf', () => {
  const clash = (): { ours: string; theirs: string } =>
    fork({ 'src/$(id).ts': 'a\n' }, { 'src/$(id).ts': 'ours\n' }, { 'src/$(id).ts': 'theirs\n' });

  test('on the path settles what git cannot, seeing base, both sides and the ending alone', async () => {
    const { ours, theirs } = clash();
    const seen = repo.beside('seen');
    const aids = mergiraf(`echo "$1 $5 \${2##*/} \${3##*/} \${4##*/}" > '${seen}'; cat "$3" "$4" > "$6"`);
    const merged = await merger.mergeTree(ours, theirs, aids);
    expect(merged).toMatchObject({ clean: true, aided: [{ path: 'src/$(id).ts', by: 'mergiraf' }] });
    expect(repo.git('show', `${merged.tree}:src/$(id).ts`)).toBe('ours\ntheirs');
    expect(repo.read('seen', repo.beside(''))).toBe('merge -o base.ts left.ts right.ts\n');
  });

  const REFUSED: readonly (readonly [string, string])[] = [
    ['says that it conflicts', 'cat "$3" > "$6"; exit 1'],
    ['writes nothing', 'exit 0'],
    ['leaves markers and says that all is well', 'printf "<<<<<<< a\\nx\\n=======\\ny\\n>>>>>>> b\\n" > "$6"'],
    ['empties the file', ': > "$6"'],
  ];
  test.each(REFUSED)('that %s settles nothing', async (_how, script) => {
    const { ours, theirs } = clash();
    expect(await merger.mergeTree(ours, theirs, mergiraf(script))).toMatchObject({ clean: false, conflicts: ['src/$(id).ts'] });
  });

  test('absent, or not wanted, is a plain conflict', async () => {
    const { ours, theirs } = clash();
    expect(await merger.mergeTree(ours, theirs, { isLineList: () => false, structured: true })).toMatchObject({ clean: false });
    const { isLineList } = mergiraf('cat "$3" > "$6"');
    expect(await merger.mergeTree(ours, theirs, { isLineList, structured: false })).toMatchObject({ clean: false });
  });

  test('brings its lane in, and the chain says by what', async () => {
    const commits = fork({ a: '1', b: '1' }, { a: '2' }, { a: '3', b: '2' });
    const lane = { story: 'login', lane: commits.theirs, laneBase: commits.base, message: 'login\n' };
    const aids = mergiraf('cat "$4" > "$6"');
    const { links, conflicts, settled } = await chainOf(merger, commits.ours, [lane], aids);
    expect([links.length, conflicts]).toEqual([1, []]);
    expect(settled).toEqual([{ story: 'login', paths: ['a'], by: 'mergiraf' }]);
  });
});
