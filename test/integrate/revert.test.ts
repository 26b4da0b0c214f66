import { expect, test } from 'vitest';
import { revertAll, type Landed } from '../../src/integrate/revert.ts';
import { memoryMerger, type MemoryMerger } from './memory-merger.ts';

/** The base, and on it the merges of `a` (file a), `b` (file b) and `a2`, which changes file a again. */
function world(): MemoryMerger {
  const merger = memoryMerger();
  merger.commit('base', { a: '0', b: '0' });
  merger.commit('lane a', { a: '1', b: '0' }, 'base');
  merger.commit('M a', { a: '1', b: '0' }, 'base', 'lane a');
  merger.commit('lane b', { a: '1', b: '1' }, 'M a');
  merger.commit('M b', { a: '1', b: '1' }, 'M a', 'lane b');
  merger.commit('lane a2', { a: '2', b: '1' }, 'M b');
  merger.commit('M a2', { a: '2', b: '1' }, 'M b', 'lane a2');
  // In memory a commit's first parent has no name of its own.
  const plain = { ...merger };
  const before: Readonly<Record<string, string>> = { 'M a^1': 'base', 'M b^1': 'M a', 'M a2^1': 'M b' };
  return Object.assign(merger, {
    treeOf: (commit: string) => plain.treeOf(before[commit] ?? commit),
    changedPaths: (from: string, to: string) => plain.changedPaths(before[from] ?? from, to),
  });
}

const landed = (story: string, commit: string): Landed => ({ story, commit, message: `Revert ${story}` });

test('a landing is taken out alone: what came after it stays', async () => {
  const merger = world();
  const out = await revertAll(merger, 'M b', [landed('a', 'M a')]);
  expect(out).toMatchObject({ end: 'reverted', tree: await merger.treeOf(merger.commit('x', { a: '0', b: '1' })) });
  expect(merger.refs.size).toBe(0);
});

test('what later work changed again cannot be taken out from under it, until that is taken out too', async () => {
  expect(await revertAll(world(), 'M a2', [landed('a', 'M a')])).toEqual({ end: 'conflict', story: 'a', paths: ['a'] });
  const merger = world();
  const both = await revertAll(merger, 'M a2', [landed('a2', 'M a2'), landed('a', 'M a')]);
  expect(both).toMatchObject({ end: 'reverted', tree: await merger.treeOf(merger.commit('x', { a: '0', b: '1' })) });
});

test('a merge that changes more than the landing did is no revert', async () => {
  const merger = world();
  merger.tamper = (tree) => ({ ...tree, b: 'lost' });
  expect(await revertAll(merger, 'M b', [landed('a', 'M a')])).toMatchObject({ end: 'conflict', paths: ['b'] });
});
