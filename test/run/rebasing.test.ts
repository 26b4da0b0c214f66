import { expect, test } from 'vitest';
import { startable, waits } from '../../src/run/next-starts.ts';
import { failedForGood, newSchedule, rebasing, retried, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import { jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();
const names = (schedule: Schedule): string[] => startable(schedule).map(({ story, step }) => `${story}:${step}`);

/** One step after another is done, with everything started in between that can be. */
function after(schedule: Schedule, ...stories: readonly string[]): Schedule {
  return stories.reduce((now, story) => succeeded(startable(now).reduce(started, now), story), schedule);
}

test('while a lane is rebased nobody on its files lands or begins; others do, and a rebased one waits for no other', () => {
  const shares = (a: string, b: string): boolean => a !== 'apart' && b !== 'apart';
  const jobs = [
    jobOf('torn', { steps: ['worktree', 'implement', 'integrate'] }),
    jobOf('gated', { steps: ['integrate'] }),
    jobOf('fresh', { steps: ['worktree'] }),
    jobOf('busy', { steps: ['implement'] }),
    jobOf('apart', { steps: ['worktree'] }),
  ];
  const again = (schedule: Schedule): Schedule =>
    rebasing(retried(schedule, 'torn', ['worktree', 'implement', 'integrate']), 'torn');
  const open = again(started(newSchedule(jobs, NOBODY, limitsOf({ shares })), { story: 'torn', step: 'integrate' }));
  expect(names(open).toSorted()).toEqual(['apart:worktree', 'busy:implement', 'torn:worktree']);
  expect(Object.fromEntries(waits(open))).toEqual({
    gated: { for: 'files', on: 'torn' },
    fresh: { for: 'files', on: 'torn' },
  });
  const landed = after(open, 'torn', 'torn', 'torn');
  expect(names(landed).toSorted()).toEqual(['fresh:worktree', 'gated:integrate']);
  expect(names(failedForGood(started(open, { story: 'torn', step: 'worktree' }), 'torn'))).toContain('gated:integrate');
  const both = rebasing(open, 'gated');
  expect(names(both)).toContain('gated:integrate');
});

test('a lane that is to be rebased and cannot go on keeps nobody waiting, once nothing runs', () => {
  const jobs = [jobOf('torn', { steps: ['worktree', 'integrate'], model: 'm' }), jobOf('gated', { steps: ['integrate'] })];
  const limits = limitsOf({ shares: () => true, perModel: new Map([['m', 0]]) });
  const open = rebasing(newSchedule(jobs, NOBODY, limits), 'torn');
  expect(names(open)).toEqual(['gated:integrate']);
});
