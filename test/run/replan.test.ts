import { expect, test } from 'vitest';
import { execute, type StepEnd } from '../../src/run/execute.ts';
import { replaced, replanned, type Wanted } from '../../src/run/replan.ts';
import { startable } from '../../src/run/next-starts.ts';
import { cutOff, failedForGood, newSchedule, standing, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import { settled } from '../rig/manual-clock.ts';
import { jobOf, limitsOf } from './jobs.ts';

const job = (story: string, more: object = {}): ReturnType<typeof jobOf> =>
  jobOf(story, { steps: ['implement', 'gate', 'integrate'], ...more });
const schedule = (...jobs: readonly ReturnType<typeof jobOf>[]): Schedule =>
  newSchedule(jobs, new Set(), limitsOf({ keepGoing: false }));
const wanted = (more: Partial<Wanted>): Wanted => ({ jobs: [], integrated: new Set(), changed: new Set(), ...more });
const starts = (now: Schedule): string[] => startable(now).map(({ story, step }) => `${story}:${step}`);

test('a lane that runs goes on; a story that nobody started is as the new jobs say, and a new one joins', () => {
  const now = started(schedule(job('a'), job('b'), job('c')), { story: 'a', step: 'implement' });
  const then = replanned(now, wanted({ jobs: [job('a'), job('b', { steps: ['gate', 'integrate'] }), job('d')] }));
  expect(standing(then)).toMatchObject({ running: ['a'], waiting: ['b', 'd'] });
  expect(starts(then)).toEqual(['b:gate', 'd:implement']);
});

test('a lane between two steps goes on where it is, unless what it was started with changed', () => {
  const now = succeeded(started(schedule(job('a')), { story: 'a', step: 'implement' }), 'a');
  expect(starts(replanned(now, wanted({ jobs: [job('a')] })))).toEqual(['a:gate']);
  expect(starts(replanned(now, wanted({ jobs: [job('a')], changed: new Set(['a']) })))).toEqual(['a:implement']);
  expect(standing(replanned(now, wanted({ changed: new Set(['a']) }))).waiting).toEqual([]);
});

test('a story that failed begins again where it was edited, and then new lanes may start again', () => {
  const failed = failedForGood(started(schedule(job('a'), job('b')), { story: 'a', step: 'implement' }), 'a');
  expect(starts(failed)).toEqual([]);
  expect(starts(replanned(failed, wanted({ jobs: [job('a'), job('b')] })))).toEqual([]);
  expect(starts(replanned(failed, wanted({ jobs: [job('a'), job('b')], changed: new Set(['a']) })))).toEqual([
    'a:implement',
    'b:implement',
  ]);
});

test('after an interrupt no edit starts anything', () => {
  const now = cutOff(started(schedule(job('a')), { story: 'a', step: 'implement' }), 'a');
  expect(starts(replanned(now, wanted({ jobs: [job('a'), job('b')], changed: new Set(['a']) })))).toEqual([]);
});

test('who needs a story that is edited after it was integrated waits for it again', () => {
  const landed = ['implement', 'gate', 'integrate'].reduce(
    (now) =>
      succeeded(
        started(
          now,
          startable(now).find(({ story }) => story === 'a')!,
        ),
        'a',
      ),
    schedule(job('a')),
  );
  const then = replanned(landed, wanted({ jobs: [job('a'), job('b', { dependsOn: ['a'] })], changed: new Set(['a']) }));
  expect(starts(then)).toEqual(['a:implement']);
  expect(starts(replanned(landed, wanted({ jobs: [job('b', { dependsOn: ['a'] })] })))).toEqual(['b:implement']);
});

test('a cancelled lane is replaced by what is wanted now, or goes, and who needs it then is skipped', () => {
  const now = started(schedule(job('a'), job('b', { dependsOn: ['a'] })), { story: 'a', step: 'implement' });
  expect(starts(replaced(now, 'a', job('a')))).toEqual(['a:implement']);
  expect(standing(replaced(now, 'a', undefined))).toMatchObject({ running: [], waiting: [], skipped: ['b'] });
});

test('an edit that comes while lanes run takes effect before any of them ends', async () => {
  const ends = new Map<string, (end: StepEnd) => void>();
  const begun: string[] = [];
  const news: ((change: (now: Schedule) => Schedule) => void)[] = [];
  const over = execute(schedule(job('a', { steps: ['integrate'] })), {
    run: ({ story, step }) => {
      begun.push(`${story}:${step}`);
      return new Promise((resolve) => ends.set(story, resolve));
    },
    news: () => new Promise((resolve) => news.push(resolve)),
    waiting: () => true,
    stopAll: () => {},
    gather: async () => {},
    left: () => new Map(),
    pending: () => undefined,
    interrupted: new AbortController().signal,
  });
  await settled();
  news[0]!((now) =>
    replanned(
      now,
      wanted({
        jobs: [job('a', { steps: ['integrate'] }), job('b', { steps: ['integrate'], place: 2 }), job('c', { steps: ['gate'] })],
      }),
    ),
  );
  await settled();
  expect(begun).toEqual(['a:integrate', 'b:integrate', 'c:gate']);
  ends.get('a')!({ end: 'replaced', job: job('a', { steps: ['gate'] }) });
  await settled();
  expect(begun).toEqual(['a:integrate', 'b:integrate', 'c:gate', 'a:gate']);
  for (const story of ['a', 'b', 'c']) ends.get(story)!({ end: 'done' });
  expect(standing(await over)).toMatchObject({ reached: ['a', 'c'], integrated: ['b'] });
});
