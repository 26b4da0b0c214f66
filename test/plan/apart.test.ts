import { expect, test } from 'vitest';
import type { Story } from '../../src/model/card.ts';
import type { Conflicts, Mode } from '../../src/model/config.ts';
import { apartFrom, apartRule, filesClash } from '../../src/plan/apart.ts';
import type { PlannedStory } from '../../src/plan/plan.ts';
import { storyOf } from '../rig/story-of.ts';
import { decided, FRESH, HELD, planned, STALE } from './planned.ts';

interface Given {
  readonly stories: readonly Story[];
  readonly decisions?: Readonly<Record<string, PlannedStory['decisions']>>;
  readonly conflicts?: Conflicts;
  readonly hotspots?: readonly string[];
}

function rule(conflicts: Conflicts, hotspots: readonly string[], mode: Mode = 'worktree'): ReturnType<typeof apartRule> {
  return apartRule({
    parallel: { mode, jobs: 3, conflicts, sessions: 'own', staggerMs: 0, memoryFloorBytes: 0, maxLoad: 0, keywords: {} },
    hotspots,
  });
}

function apart({ stories, decisions, conflicts = 'sequential', hotspots = [] }: Given): Record<string, readonly string[]> {
  const rows = stories.map((story) => planned(story, { decisions: decisions?.[story.id] ?? decided(STALE) }));
  const totals = { open: 0, toImplement: 0, floorTokens: 0, p50Tokens: 0, ceilingTokens: 0 };
  const found = apartFrom({ stories: rows, totals }, rule(conflicts, hotspots));
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
  expect(filesClash({ files: ['c', 'a/**'] }, { files: ['d', 'a/b'] })).toEqual({
    because: 'same-files',
    globs: ['a/**', 'a/b'],
  });
  expect(filesClash({ files: ['a'] }, { files: ['a'] })).toEqual({ because: 'same-files', globs: ['a'] });
  expect(filesClash({ files: [] }, { files: ['b'] })).toEqual({ because: 'files-unknown' });
});

const SPOTS = ['package-lock.json', 'src/routes/**'];

test('under `isolate` only those are kept apart who may change the same hotspot', () => {
  const stories = [
    storyOf({ id: 'a', files: ['src/routes/a.ts', 'src/b'] }),
    storyOf({ id: 'b', files: ['src/routes/b.ts'] }),
    storyOf({ id: 'c', files: ['src/b', 'package-lock.json'] }),
    storyOf({ id: 'd', files: ['src/b'] }),
  ];
  const expected = { a: ['hotspot b'], b: ['hotspot a'], c: [], d: [] };
  expect(apart({ stories, conflicts: 'isolate', hotspots: SPOTS })).toEqual(expected);
  expect(apart({ stories, conflicts: 'isolate' })).toEqual({ a: [], b: [], c: [], d: [] });
});

test('a hotspot has one owner under `sequential` too, whichever of its files is meant, and none under `optimistic`', () => {
  const stories = [storyOf({ id: 'a', files: ['src/routes/a.ts'] }), storyOf({ id: 'b', files: ['src/routes/b.ts'] })];
  expect(apart({ stories, hotspots: SPOTS })).toEqual({ a: ['hotspot b'], b: ['hotspot a'] });
  expect(apart({ stories, conflicts: 'optimistic', hotspots: SPOTS })).toEqual({ a: [], b: [] });
  expect(rule('sequential', SPOTS)(...(stories as [Story, Story]))).toEqual({ because: 'hotspot', globs: ['src/routes/**'] });
});

test('under `isolate` a story that declares no files may touch any hotspot, and so waits for those who do', () => {
  const stories = [
    storyOf({ id: 'a' }),
    storyOf({ id: 'b', files: ['package-lock.json'] }),
    storyOf({ id: 'c', files: ['src/c'] }),
  ];
  expect(apart({ stories, conflicts: 'isolate', hotspots: SPOTS })).toEqual({
    a: ['files-unknown b'],
    b: ['files-unknown a'],
    c: [],
  });
});

test('in a shared checkout stories on the same files are kept apart, whatever else is said', () => {
  const [a, b] = [{ files: ['src/a'] }, { files: ['src/**'] }];
  expect(rule('optimistic', [])(a, b)).toBeUndefined();
  expect(rule('optimistic', [], 'shared')(a, b)).toMatchObject({ because: 'same-files' });
});
