import { expect, test } from 'vitest';
import { startable, waits } from '../../src/run/next-starts.ts';
import { newSchedule, parked, retried, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import { jobOf, limitsOf } from './jobs.ts';

const STEPS = ['worktree', 'implement', 'gate', 'integrate'] as const;
const shares = ['a', 'b'];
const lane = (story: string) => jobOf(story, { steps: STEPS, ...(shares.includes(story) ? { shares } : {}) });

/** `a` has its worktree; `b` shares its session, `c` does not. */
const begun = (): Schedule => {
  const now = newSchedule(['a', 'b', 'c'].map(lane), new Set(), limitsOf());
  return succeeded(startable(now).reduce(started, now), 'a');
};
const starts = (now: Schedule): string[] => startable(now).map(({ story, step }) => `${story}:${step}`);

test('stories of one session take turns, from the worktree to the end of the session; others run beside them', () => {
  const now = begun();
  expect(starts(now)).toEqual(['a:implement']);
  expect(waits(now).get('b')).toEqual({ for: 'session', on: 'a' });
  const after = succeeded(started(now, { story: 'a', step: 'implement' }), 'a');
  expect(starts(after)).toEqual(['a:gate', 'b:worktree']);
});

test('one that is tried again goes on alone, and keeps nobody waiting', () => {
  const now = retried(started(begun(), { story: 'a', step: 'implement' }), 'a', STEPS);
  expect(starts(now)).toEqual(['a:worktree', 'b:worktree']);
});

test('nor does one that was handed back', () => {
  expect(starts(parked(started(begun(), { story: 'a', step: 'implement' }), 'a'))).toEqual(['b:worktree']);
});
