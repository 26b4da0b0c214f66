import { describe, expect, test } from 'vitest';
import type { MemoryMerger } from './memory-merger.ts';
import { ends, fold, four, FOUR, GREEN, judging, member, red, REF, world } from './wave-world.ts';

describe('one lane', () => {
  test('that is green lands as one merge of two parents, with its message', async () => {
    const merger = world();
    const folded = await fold(merger, judging(() => GREEN).judge);
    expect([...folded.ends]).toEqual([['mine', { end: 'integrated', commit: 'merge of tip and mine' }]]);
    expect(merger.refs.get(REF)).toBe(folded.tip);
    expect(merger.made.get(folded.tip)).toEqual({ parents: ['tip', 'mine'], message: 'mine: mine\n' });
  });

  test('the tree that is tested is the tree that lands', async () => {
    const merger = world();
    const { judge, whole } = judging(() => GREEN);
    await fold(merger, judge);
    expect(whole).toEqual([await merger.treeOf(merger.refs.get(REF)!)]);
    expect(whole[0]).toContain('["mine.ts","new"],["other.ts","new"]');
  });

  test('that conflicts leaves the branch alone, is not tested, and names its paths', async () => {
    const merger = world({ mine: { 'mine.ts': 'old', 'other.ts': 'mine' } });
    const { judge, whole } = judging(() => GREEN);
    const folded = await fold(merger, judge);
    expect(folded.ends.get('mine')).toEqual({ end: 'conflict', paths: ['other.ts'], onto: 'tip' });
    expect([merger.refs.get(REF), folded.tip, whole]).toEqual(['tip', 'tip', []]);
  });

  test('a branch that moved while the suite ran is left as it is', async () => {
    const merger = world();
    const { judge } = judging(() => {
      merger.refs.set(REF, 'elsewhere');
      return GREEN;
    });
    expect(ends(await fold(merger, judge))).toEqual({ mine: 'moved' });
    expect(merger.refs.get(REF)).toBe('elsewhere');
  });

  const TAMPERED: readonly (readonly [string, NonNullable<MemoryMerger['tamper']>, string])[] = [
    ['changes a file the lane did not', (tree) => ({ ...tree, 'other.ts': 'reverted' }), 'other.ts'],
    ['loses a file the lane did not touch', (tree) => ({ 'mine.ts': tree['mine.ts']! }), 'other.ts'],
    ['brings a file of nobody', (tree) => ({ ...tree, 'strange.ts': '?' }), 'strange.ts'],
  ];

  test.each(TAMPERED)('a merge that %s is stopped before anything is tested', async (_name, tamper, path) => {
    const merger = world();
    merger.tamper = tamper;
    const { judge, whole } = judging(() => GREEN);
    expect((await fold(merger, judge)).ends.get('mine')).toEqual({ end: 'conflict', paths: [path], onto: 'tip' });
    expect([merger.refs.get(REF), whole]).toEqual(['tip', []]);
  });

  test('a deletion by the lane is no loss', async () => {
    const merger = world({ mine: { 'other.ts': 'old' } });
    expect(ends(await fold(merger, judging(() => GREEN).judge))).toEqual({ mine: 'integrated' });
    expect(await merger.treeOf(merger.refs.get(REF)!)).toBe('tree [["other.ts","new"]]');
  });

  test('a commit that does not hold the tested tree never lands', async () => {
    const merger = world();
    const lying: MemoryMerger = { ...merger, treeOf: async () => 'another tree' };
    await expect(fold(lying, judging(() => GREEN).judge)).rejects.toThrow('does not hold the tested tree');
    expect(merger.refs.get(REF)).toBe('tip');
  });
});

describe('a wave', () => {
  test('that is green is gated once, and lands as a merge for each lane, in order', async () => {
    const merger = world(FOUR);
    const { judge, whole } = judging(() => GREEN);
    const folded = await fold(merger, judge, { members: four });
    expect(whole).toHaveLength(1);
    expect(ends(folded)).toEqual({ a: 'integrated', b: 'integrated', c: 'integrated', d: 'integrated' });
    const subjects = [...merger.made.values()].map(({ message }) => message.trim());
    expect(subjects).toEqual(['a: a', 'b: b', 'c: c', 'd: d']);
    expect(merger.made.get(folded.tip)!.parents[1]).toBe('d');
  });

  test('with one red lane lands the others, names it and its place, and judges the rest as a whole again', async () => {
    const merger = world(FOUR);
    const { judge, whole, again } = judging((files) => ('c.ts' in files ? red('c.ts') : GREEN));
    const folded = await fold(merger, judge, { members: four });
    expect(folded.ends.get('c')).toEqual({ end: 'red', red: 'c.ts', place: 3, before: ['a', 'b'] });
    expect(ends(folded)).toMatchObject({ a: 'integrated', b: 'integrated', d: 'integrated' });
    expect(whole).toHaveLength(2);
    // Once more on the same tree, on the tip, two halvings, and what was red on the rest.
    expect(again).toHaveLength(5);
    expect(await merger.treeOf(merger.refs.get(REF)!)).toBe(whole[1]);
  });

  test('two that are red only together: the later one is left out', async () => {
    const { judge } = judging((files) => ('b.ts' in files && 'd.ts' in files ? red('both') : GREEN));
    expect(ends(await fold(world(FOUR), judge, { members: four }))).toMatchObject({ b: 'integrated', d: 'red' });
  });

  test('red on a red base blames nobody, and lands nothing', async () => {
    const merger = world(FOUR);
    const folded = await fold(merger, judging(() => red('always')).judge, { members: four });
    expect(new Set(Object.values(ends(folded)))).toEqual(new Set(['base-red']));
    expect(merger.refs.get(REF)).toBe('tip');
  });

  test('green on a red base lands: it is what mends it', async () => {
    const { judge } = judging((files) => ('a.ts' in files ? GREEN : red('base')));
    expect(ends(await fold(world(FOUR), judge, { members: four }))).toMatchObject({ a: 'integrated', d: 'integrated' });
  });
});

describe('a wave, as it goes', () => {
  test('with every commit gated nothing is halved, and what is green before the red one is known to be', async () => {
    const { judge, whole, again } = judging((files) => ('c.ts' in files ? red('c') : GREEN));
    const folded = await fold(world(FOUR), judge, { members: four, everyCommit: true });
    expect(ends(folded)).toEqual({ a: 'integrated', b: 'integrated', c: 'red', d: 'integrated' });
    expect(again).toHaveLength(1);
    expect(whole).toHaveLength(3 + 3);
  });

  test('a lane that conflicts with one before it stays out; with that one gone it comes in', async () => {
    const lanes = { ...FOUR, rival: { ...FOUR['a']!, 'a.ts': 'rival' } };
    const members = [member('a'), member('rival'), member('b')];
    const green = await fold(world(lanes), judging(() => GREEN).judge, { members });
    expect(green.ends.get('rival')).toMatchObject({ end: 'conflict', paths: ['a.ts'] });
    const { judge } = judging((files) => (files['a.ts'] === 'a' ? red('a') : GREEN));
    expect(ends(await fold(world(lanes), judge, { members }))).toEqual({ a: 'red', rival: 'integrated', b: 'integrated' });
  });

  test('a lane cancelled meanwhile is left out of what lands, and the rest is judged without it', async () => {
    const merger = world(FOUR);
    let cancelled = false;
    const { judge, whole } = judging(() => {
      cancelled = true;
      return GREEN;
    });
    const folded = await fold(merger, judge, { members: four, isWanted: (story) => story !== 'b' || !cancelled });
    expect(ends(folded)).toEqual({ a: 'integrated', b: 'dropped', c: 'integrated', d: 'integrated' });
    expect(whole).toHaveLength(2);
    expect(await merger.treeOf(folded.tip)).not.toContain('b.ts');
  });

  test('what cannot be judged stops all of it, and says why', async () => {
    const folded = await fold(world(FOUR), judging(() => ({ end: 'stopped', why: 'no room' })).judge, { members: four });
    expect([...folded.ends.values()]).toEqual(four.map(() => ({ end: 'stopped', why: 'no room' })));
  });
});
