import { expect, test } from 'vitest';
import { followBase, type Followed } from '../../src/integrate/follow-base.ts';
import { memoryMerger, type MemoryMerger } from './memory-merger.ts';

const REF = 'refs/heads/xpar/integration';
type Suite = (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: string }>;
const GREEN: Suite = async () => ({ green: true });
const NEVER: Suite = () => Promise.reject(new Error('the suite ran for nothing'));

/** `start`, a base that went on to `base`, and an integration branch that went on to `tip`. */
function world(base: Readonly<Record<string, string>> = { 'a.ts': 'base', 'b.ts': 'old' }): MemoryMerger {
  const merger = memoryMerger();
  merger.commit('start', { 'a.ts': 'old', 'b.ts': 'old' });
  merger.commit('base', base, 'start');
  merger.commit('tip', { 'a.ts': 'old', 'b.ts': 'tip' }, 'start');
  return merger;
}

function follow(
  merger: MemoryMerger,
  tip: string | undefined,
  more: { base?: string; suite?: Suite } = {},
): Promise<Followed<string>> {
  if (tip !== undefined && !merger.refs.has(REF)) merger.refs.set(REF, tip);
  const inert = (path: string): boolean => path.startsWith('stories/');
  return followBase(merger, { ref: REF, base: more.base ?? 'base', baseName: 'main', tip, inert }, more.suite ?? NEVER);
}

test('an integration branch that is not there is made at the base', async () => {
  const merger = world();
  expect(await follow(merger, undefined)).toEqual({ end: 'created', tip: 'base', gated: false });
  expect(merger.refs.get(REF)).toBe('base');
});

test('a base that gained nothing changes nothing', async () => {
  const merger = world();
  expect(await follow(merger, 'base')).toEqual({ end: 'level', tip: 'base' });
  expect(await follow(world(), 'tip', { base: 'start' })).toEqual({ end: 'level', tip: 'tip' });
  expect(merger.made.size).toBe(0);
});

test('where nothing else stands on it, the branch moves along with its base', async () => {
  const merger = world();
  expect(await follow(merger, 'start')).toEqual({ end: 'forwarded', tip: 'base', gated: false });
  expect(merger.refs.get(REF)).toBe('base');
});

test('where both went on, the base is merged and gated as that tree', async () => {
  const merger = world();
  const gated: string[] = [];
  const outcome = await follow(merger, 'tip', {
    suite: async (commit, tree) => {
      gated.push(commit, tree);
      return { green: true };
    },
  });
  expect(outcome).toEqual({ end: 'merged', tip: 'merge of tip and base', gated: true });
  expect(merger.refs.get(REF)).toBe('merge of tip and base');
  expect(merger.made.get('merge of tip and base')).toEqual({
    parents: ['tip', 'base'],
    message: 'Merge main into the integration branch\n',
  });
  expect(gated).toEqual(['merge of tip and base', 'tree [["a.ts","base"],["b.ts","tip"]]']);
});

test('a base that gained only cards is merged without running the suite', async () => {
  const merger = world({ 'a.ts': 'old', 'b.ts': 'old', 'stories/new.md': '#' });
  expect(await follow(merger, 'tip')).toEqual({ end: 'merged', tip: 'merge of tip and base', gated: false });
});

test('a base that gained a card and a file runs it', async () => {
  const merger = world({ 'a.ts': 'base', 'b.ts': 'old', 'stories/new.md': '#' });
  expect(await follow(merger, 'tip', { suite: GREEN })).toMatchObject({ end: 'merged', gated: true });
});

test('a conflict with the base leaves the branch as it was, for a person', async () => {
  const merger = world({ 'a.ts': 'old', 'b.ts': 'base' });
  expect(await follow(merger, 'tip')).toEqual({ end: 'conflict', tip: 'tip', paths: ['b.ts'] });
  expect(merger.refs.get(REF)).toBe('tip');
});

test('a base that is red together with the branch leaves it as it was', async () => {
  const merger = world();
  expect(await follow(merger, 'tip', { suite: async () => ({ green: false, red: 'one test' }) })).toEqual({
    end: 'red',
    tip: 'tip',
    red: 'one test',
  });
  expect(merger.refs.get(REF)).toBe('tip');
});

test('a branch that somebody moved meanwhile is left as it is', async () => {
  const merger = world();
  merger.refs.set(REF, 'elsewhere');
  expect(await follow(merger, 'tip', { suite: GREEN })).toEqual({ end: 'overtaken' });
  expect(await follow(merger, 'start')).toEqual({ end: 'overtaken' });
  expect(await follow(merger, undefined)).toEqual({ end: 'overtaken' });
  expect(merger.refs.get(REF)).toBe('elsewhere');
});
