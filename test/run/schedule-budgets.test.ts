import { expect, test } from 'vitest';
import { startable, waits } from '../../src/run/next-starts.ts';
import { funded, newSchedule, parked, retried, standing, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import type { Job } from '../../src/model/job.ts';
import { jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();

function names(schedule: Schedule): string[] {
  return startable(schedule).map(({ story, step }) => `${story}:${step}`);
}

/** Starts what can start, in order. */
function startAll(schedule: Schedule): Schedule {
  return startable(schedule).reduce(started, schedule);
}

const drawing = (amount: number): Partial<Job> => ({
  draws: [{ budget: 'run', amount }],
  steps: ['worktree', 'implement', 'gate'],
});
const left = (tokens: number): ReadonlyMap<string, number> => new Map([['run', tokens]]);

test('lanes start only as far as what is left reaches, the heaviest first; a lighter one may fit where a heavier does not', () => {
  const jobs = [
    jobOf('heavy', { ...drawing(60), pathTokens: 9 }),
    jobOf('middle', { ...drawing(50), pathTokens: 5 }),
    jobOf('light', { ...drawing(40), pathTokens: 1 }),
  ];
  const now = funded(newSchedule(jobs, NOBODY, limitsOf()), left(100));
  expect(names(now)).toEqual(['heavy:worktree', 'light:worktree']);
  const under = funded(startAll(now), left(0));
  expect(waits(under).get('middle')).toEqual({ for: 'budget', on: 'run' });
  expect(names(funded(under, left(50)))).toEqual(['middle:worktree']);
});

test('work that needs no session needs no budget, and a budget that is not there bounds nothing', () => {
  const gated = jobOf('gated', { ...drawing(60), steps: ['gate', 'integrate'] });
  const paid = jobOf('paid', drawing(60));
  expect(names(funded(newSchedule([gated], NOBODY, limitsOf()), left(0)))).toEqual(['gated:gate']);
  expect(names(newSchedule([paid], NOBODY, limitsOf()))).toEqual(['paid:worktree']);
});

test('where budgets bound, who is measured first has no say in who gets what is left', () => {
  const jobs = [jobOf('heavy', { draws: drawing(60).draws!, pathTokens: 9 }), jobOf('light', { draws: drawing(60).draws! })];
  const now = funded(startAll(newSchedule(jobs, NOBODY, limitsOf())), left(100));
  const first = succeeded(now, 'light');
  expect(names(first)).toEqual([]);
  expect(names(succeeded(first, 'heavy'))).toEqual(['heavy:worktree']);
});

test('a lane that handed back keeps its files and whoever needs it waiting, and another try needs the budget again', () => {
  const jobs = [
    jobOf('a', drawing(60)),
    jobOf('b', { steps: ['implement'], dependsOn: ['a'] }),
    jobOf('c', { steps: ['implement'] }),
  ];
  const now = startAll(newSchedule(jobs, NOBODY, limitsOf({ clash: (one, other) => [one, other].includes('a') })));
  const over = parked(now, 'a');
  expect(standing(over)).toMatchObject({ parked: ['a'], waiting: ['b', 'c'], skipped: [] });
  expect(waits(over).get('c')).toEqual({ for: 'files', on: 'a' });
  const again = retried(funded(now, left(10)), 'a', ['worktree', 'implement', 'gate', 'integrate']);
  expect(waits(again).get('a')).toEqual({ for: 'budget', on: 'run' });
});
