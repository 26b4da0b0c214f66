import { expect, test } from 'vitest';
import { plannedJobs } from '../../src/plan/jobs.ts';
import { decided, forecastOf, FRESH, HELD, planned, STALE } from './planned.ts';

test('a job holds the stale steps up to what was asked for, in the order they are needed', () => {
  const story = planned({ id: 'a' }, { decisions: decided(STALE, { 'budget-check': FRESH, worktree: FRESH }), place: 4 });
  expect(plannedJobs([story], new Map([['a', 'gate']]))).toEqual([
    { story: 'a', steps: ['implement', 'gate'], dependsOn: [], pathTokens: 0, priority: 100, place: 4 },
  ]);
});

test('a story that was not asked for, is up to date or is held has no job', () => {
  const stories = [
    planned({ id: 'not-asked' }),
    planned({ id: 'fresh' }, { decisions: decided(FRESH) }),
    planned({ id: 'held' }, { decisions: decided(HELD) }),
  ];
  expect(
    plannedJobs(
      stories,
      new Map([
        ['fresh', 'integrate'],
        ['held', 'integrate'],
      ]),
    ),
  ).toEqual([]);
});

test('a held story is still measured where its measure is stale', () => {
  const story = planned({ id: 'a' }, { decisions: decided(HELD, { 'budget-check': STALE }) });
  expect(plannedJobs([story], new Map([['a', 'integrate']])).map(({ steps }) => steps)).toEqual([['budget-check']]);
});

test("a job's path is the heaviest chain of stories that waits for it, its own tokens included", () => {
  const stories = [
    planned({ id: 'base' }, { forecast: forecastOf(1000, 1000) }),
    planned({ id: 'long', dependsOn: ['base'] }, { forecast: forecastOf(5000, 5000) }),
    planned({ id: 'short', dependsOn: ['base'] }, { forecast: forecastOf(10, 10) }),
    planned({ id: 'alone' }, { forecast: forecastOf(4000, 4000) }),
    planned({ id: 'unmeasured' }),
  ];
  const jobs = plannedJobs(stories, new Map(stories.map(({ story }) => [story.id, 'integrate'])));
  expect(Object.fromEntries(jobs.map(({ story, pathTokens }) => [story, pathTokens]))).toEqual({
    base: 12_000,
    long: 10_000,
    short: 20,
    alone: 8000,
    unmeasured: 0,
  });
});
