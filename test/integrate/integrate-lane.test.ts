import { expect, test } from 'vitest';
import { integrateLane, type Candidate, type Integrated } from '../../src/integrate/integrate-lane.ts';
import { memoryMerger, type MemoryMerger } from './memory-merger.ts';

const REF = 'refs/heads/xpar/integration';
const GREEN = { green: true } as const;

/** A base, an integration tip that changed `other.ts`, and a lane that changed `mine.ts`. */
function world(lane: Readonly<Record<string, string>> = { 'mine.ts': 'new', 'other.ts': 'old' }): MemoryMerger {
  const merger = memoryMerger();
  merger.commit('base', { 'mine.ts': 'old', 'other.ts': 'old' });
  merger.commit('tip', { 'mine.ts': 'old', 'other.ts': 'new' }, 'base');
  merger.commit('lane', lane, 'base');
  merger.refs.set(REF, 'tip');
  return merger;
}

const CANDIDATE: Candidate = { ref: REF, lane: 'lane', laneBase: 'base', message: 'login: Log in\n' };

function integrate(
  merger: MemoryMerger,
  suite: (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: string }> = async () => GREEN,
): Promise<Integrated<string>> {
  return integrateLane(merger, CANDIDATE, 'tip', suite);
}

test('a green lane lands as one merge of two parents, with its message', async () => {
  const merger = world();
  const outcome = await integrate(merger);
  expect(outcome).toEqual({ end: 'integrated', commit: 'merge of tip and lane' });
  expect(merger.refs.get(REF)).toBe('merge of tip and lane');
  expect(merger.made.get('merge of tip and lane')).toEqual({ parents: ['tip', 'lane'], message: 'login: Log in\n' });
});

test('the tree that is tested is the tree that lands', async () => {
  const merger = world();
  const tested: string[] = [];
  await integrate(merger, async (commit, tree) => {
    tested.push(commit, tree);
    return GREEN;
  });
  expect(tested).toEqual([merger.refs.get(REF), await merger.treeOf(merger.refs.get(REF)!)]);
  expect(tested[1]).toContain('["mine.ts","new"],["other.ts","new"]');
});

test('a conflict leaves the branch alone, is not tested, and names its paths', async () => {
  const merger = world({ 'mine.ts': 'old', 'other.ts': 'mine' });
  const outcome = await integrate(merger, () => Promise.reject(new Error('tested a conflict')));
  expect(outcome).toEqual({ end: 'conflict', paths: ['other.ts'], onto: 'tip' });
  expect(merger.refs.get(REF)).toBe('tip');
});

test('a red suite leaves the branch alone, and its word is passed on', async () => {
  const merger = world();
  expect(await integrate(merger, async () => ({ green: false, red: 'two tests' }))).toEqual({ end: 'red', red: 'two tests' });
  expect(merger.refs.get(REF)).toBe('tip');
});

test('a branch that moved while the suite ran is left as it is', async () => {
  const merger = world();
  const outcome = await integrate(merger, async () => {
    merger.refs.set(REF, 'elsewhere');
    return GREEN;
  });
  expect(outcome).toEqual({ end: 'moved' });
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
  const outcome = await integrate(merger, () => Promise.reject(new Error('tested a loss')));
  expect(outcome).toEqual({ end: 'conflict', paths: [path], onto: 'tip' });
  expect(merger.refs.get(REF)).toBe('tip');
});

test('a deletion by the lane is no loss', async () => {
  const merger = world({ 'other.ts': 'old' });
  expect(await integrate(merger)).toMatchObject({ end: 'integrated' });
  expect(await merger.treeOf(merger.refs.get(REF)!)).toBe('tree [["other.ts","new"]]');
});

test('a commit that does not hold the tested tree never lands', async () => {
  const merger = world();
  const lying: MemoryMerger = { ...merger, treeOf: async () => 'another tree' };
  await expect(integrate(lying)).rejects.toThrow('does not hold the tested tree');
  expect(merger.refs.get(REF)).toBe('tip');
});
