import { expect, test } from 'vitest';
import type { Story } from '../../src/model/card.ts';
import { apartFrom, filesClash } from '../../src/plan/apart.ts';
import type { PlannedStory } from '../../src/plan/plan.ts';
import { storyOf } from '../rig/story-of.ts';
import { decided, FRESH, HELD, planned, STALE } from './planned.ts';

interface Given {
  readonly stories: readonly Story[];
  readonly decisions?: Readonly<Record<string, PlannedStory['decisions']>>;
  readonly conflicts?: 'sequential' | 'optimistic';
}

function apart({ stories, decisions, conflicts = 'sequential' }: Given): Record<string, readonly string[]> {
  const rows = stories.map((story) => planned(story, { decisions: decisions?.[story.id] ?? decided(STALE) }));
  const totals = { open: 0, toImplement: 0, floorTokens: 0, p50Tokens: 0, ceilingTokens: 0 };
  const found = apartFrom({ stories: rows, totals }, conflicts);
  return Object.fromEntries([...found].map(([id, others]) => [id, others.map((one) => `${one.because} ${one.story}`)]));
}

test('stories with files of their own run beside any', () => {
  const stories = [storyOf({ id: 'a', files: ['src/a'] }), storyOf({ id: 'b', files: ['src/b'] })];
  expect(apart({ stories })).toEqual({ a: [], b: [] });
});

test('stories that may change the same file are kept apart, each told of the other', () => {
  const stories = [storyOf({ id: 'a', files: ['src/**'] }), storyOf({ id: 'b', files: ['src/b'] })];
  expect(apart({ stories })).toEqual({ a: ['same-files b'], b: ['same-files a'] });
});

test('a story that declares no files is kept apart from all', () => {
  const stories = [storyOf({ id: 'a' }), storyOf({ id: 'b', files: ['src/b'] }), storyOf({ id: 'c', files: ['src/c'] })];
  expect(apart({ stories })).toEqual({
    a: ['files-unknown b', 'files-unknown c'],
    b: ['files-unknown a'],
    c: ['files-unknown a'],
  });
});

test('under `optimistic` only a need keeps two stories apart', () => {
  const stories = [storyOf({ id: 'a' }), storyOf({ id: 'b' }), storyOf({ id: 'c', dependsOn: ['b'] })];
  expect(apart({ stories, conflicts: 'optimistic' })).toEqual({ a: [], b: ['needed-by c'], c: ['needs b'] });
});

test('a need is told as such even where it is not direct and the files clash too', () => {
  const stories = [storyOf({ id: 'a' }), storyOf({ id: 'b', dependsOn: ['a'] }), storyOf({ id: 'c', dependsOn: ['b'] })];
  expect(apart({ stories, decisions: { b: decided(FRESH) } })).toEqual({ a: ['needed-by c'], c: ['needs a'] });
});

test('stories that are done or held keep nobody apart', () => {
  const stories = [storyOf({ id: 'done' }), storyOf({ id: 'held' }), storyOf({ id: 'open' })];
  expect(apart({ stories, decisions: { done: decided(FRESH), held: decided(HELD) } })).toEqual({
    open: [],
  });
});

test('files clash where they overlap or are not known', () => {
  expect(filesClash({ files: ['a'] }, { files: ['b'] })).toBeUndefined();
  expect(filesClash({ files: ['a/**'] }, { files: ['a/b'] })).toBe('same-files');
  expect(filesClash({ files: [] }, { files: ['b'] })).toBe('files-unknown');
});
