import { expect, test } from 'vitest';
import { ends, fold, FOUR, GREEN, judging, member, red, REF, world } from './wave-world.ts';

const BASE = { 'mine.ts': 'old', 'other.ts': 'old' };
const LISTS = { ...BASE, 'log.md': '' };
const aids = { isLineList: (path: string) => path === 'log.md', structured: false };
const lanes = { a: { ...LISTS, 'log.md': 'a' }, b: { ...LISTS, 'log.md': 'b' }, c: { ...BASE, 'other.ts': 'c' } };
const members = ['a', 'b', 'c'].map(member);

test('a lane whose only conflict is a list comes in behind the others, and is told as settled; another stays out', async () => {
  const merger = world(lanes);
  const folded = await fold(merger, judging(() => GREEN).judge, { members, aids });
  expect(ends(folded)).toEqual({ a: 'integrated', b: 'integrated', c: 'conflict' });
  expect(folded.settled).toEqual([{ story: 'b', paths: ['log.md'], by: 'union' }]);
  expect(await merger.treeOf(merger.refs.get(REF)!)).toContain('["log.md","a+b"]');
});

test('without aids it is a conflict like any other', async () => {
  const folded = await fold(world(lanes), judging(() => GREEN).judge, { members });
  expect([ends(folded), folded.settled]).toEqual([{ a: 'integrated', b: 'conflict', c: 'conflict' }, []]);
});

test('a lane that merges at another place is settled by that', async () => {
  const merger = world({ ...FOUR, late: { ...FOUR['a']!, 'a.ts': 'late' } });
  // On top of `a` alone it does not merge; behind whoever brought the same, it does.
  let refused = false;
  const odd = {
    ...merger,
    async mergeTree(ours: string, theirs: string) {
      if (theirs !== 'b' || refused) return merger.mergeTree(ours, theirs);
      refused = true;
      return { clean: false, tree: '', conflicts: ['b.ts'] };
    },
  };
  const folded = await fold(odd, judging(() => GREEN).judge, { members: ['a', 'b', 'c'].map(member) });
  expect(folded.settled).toEqual([{ story: 'b', paths: ['b.ts'], by: 'order' }]);
});

test('of a wave that does not land, nothing is settled', async () => {
  const folded = await fold(world(lanes), judging(() => red('always')).judge, { members, aids });
  expect(folded.settled).toEqual([]);
});
