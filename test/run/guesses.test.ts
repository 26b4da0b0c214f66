import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startable } from '../../src/run/next-starts.ts';
import { newSchedule, type Schedule } from '../../src/run/schedule.ts';
import { anyWorld, jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();
const names = (schedule: Schedule): string[] => startable(schedule).map(({ story, step }) => `${story}:${step}`);

test('who is guessed to meet a lane under way goes behind the others, and is kept out by nothing', () => {
  const jobs = ['a', 'b', 'c'].map((story, at) => jobOf(story, { steps: ['worktree'], pathTokens: 9 - at }));
  const mayMeet = (one: string, other: string): boolean => [one, other].sort().join('') === 'ab';
  const named = (agents: number): string[] => names(newSchedule(jobs, NOBODY, limitsOf({ agents, mayMeet })));
  expect(named(2)).toEqual(['a:worktree', 'c:worktree']);
  expect(named(3)).toEqual(['a:worktree', 'c:worktree', 'b:worktree']);
});

test('with guesses as without, as many lanes start, and the same where there is room for all', () => {
  fc.assert(
    fc.property(anyWorld, fc.func(fc.boolean()), ({ jobs, integrated, limits }, guess) => {
      // Which one of those that share a session has its turn is for the guesses to say.
      const own = jobs.map(({ shares: _none, ...job }) => job);
      const measured = own.map((job) => ({ ...job, steps: job.steps.filter((step) => step !== 'budget-check') }));
      const starts = (more: Partial<typeof limits>): string[] =>
        names(newSchedule(measured, integrated, { ...limits, clash: () => false, ...more }));
      const mayMeet = (a: string, b: string): boolean => guess([a, b].sort().join());
      expect(starts({ mayMeet })).toHaveLength(starts({}).length);
      expect(starts({ mayMeet, agents: 99, gates: 99 }).sort()).toEqual(starts({ agents: 99, gates: 99 }).sort());
    }),
  );
});
