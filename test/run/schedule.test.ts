import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startable, waits } from '../../src/run/next-starts.ts';
import {
  failedForGood,
  newSchedule,
  retried,
  standing,
  started,
  stop,
  succeeded,
  type Schedule,
} from '../../src/run/schedule.ts';
import type { Job } from '../../src/model/job.ts';
import { anyWorld, jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();

function names(schedule: Schedule): string[] {
  return startable(schedule).map(({ story, step }) => `${story}:${step}`);
}

/** Starts what can start, in order. */
function startAll(schedule: Schedule): Schedule {
  return startable(schedule).reduce(started, schedule);
}

/** One step after another is done, with everything started in between that can be. */
function after(schedule: Schedule, ...stories: readonly string[]): Schedule {
  return stories.reduce((now, story) => succeeded(startAll(now), story), schedule);
}

test('lanes start up to the limit of agents, the heaviest chain first, then priority, then id', () => {
  const jobs = [
    jobOf('light', { pathTokens: 1, steps: ['implement'] }),
    jobOf('heavy', { pathTokens: 9, steps: ['implement'] }),
    jobOf('b', { pathTokens: 5, steps: ['implement'] }),
    jobOf('a', { pathTokens: 5, steps: ['implement'] }),
    jobOf('urgent', { pathTokens: 5, priority: 1, steps: ['implement'] }),
  ];
  expect(names(newSchedule(jobs, NOBODY, limitsOf({ agents: 4 })))).toEqual([
    'heavy:implement',
    'urgent:implement',
    'a:implement',
    'b:implement',
  ]);
});

test('a model takes as many lanes at once as it may, whatever room there is beside it', () => {
  const jobs = ['a', 'b', 'c', 'd'].map((story, at) =>
    jobOf(story, { steps: ['worktree', 'implement'], model: at < 3 ? 'opus' : 'haiku', place: at }),
  );
  const limits = limitsOf({ perModel: new Map([['opus', 2]]) });
  const both = startAll(newSchedule([...jobs, jobOf('e', { steps: ['worktree'] })], NOBODY, limits));
  expect(names(newSchedule(jobs, NOBODY, limits))).toEqual(['a:worktree', 'b:worktree', 'd:worktree']);
  expect(names(both)).toEqual([]);
  expect(waits(both)).toEqual(new Map([['c', { for: 'model', on: 'opus' }]]));
  // A lane under way keeps its place: the next one starts when all of it is done.
  expect(names(succeeded(both, 'a'))).toEqual(['a:implement']);
  expect(names(after(both, 'a', 'a'))).toEqual(['c:worktree']);
});

test('measuring takes no place, no files and waits for nobody', () => {
  const jobs = [jobOf('a'), jobOf('b', { dependsOn: ['a'] }), jobOf('c')];
  expect(names(newSchedule(jobs, NOBODY, limitsOf({ agents: 1, clash: () => true })))).toEqual([
    'a:budget-check',
    'b:budget-check',
    'c:budget-check',
  ]);
});

test('a lane waits for the files of another until that is integrated', () => {
  const jobs = [jobOf('a', { steps: ['implement', 'gate', 'integrate'] }), jobOf('b', { steps: ['implement'], place: 2 })];
  const one = startAll(newSchedule(jobs, NOBODY, limitsOf({ clash: () => true })));
  expect(waits(one).get('b')).toEqual({ for: 'files', on: 'a' });
  const gated = after(one, 'a', 'a');
  expect(names(gated)).toEqual(['a:integrate']);
  expect(names(after(gated, 'a'))).toEqual(['b:implement']);
});

test('a lane that failed for good gives its files back', () => {
  const jobs = [jobOf('a', { steps: ['implement'] }), jobOf('b', { steps: ['implement'] })];
  const one = startAll(newSchedule(jobs, NOBODY, limitsOf({ clash: () => true })));
  expect(names(failedForGood(one, 'a'))).toEqual(['b:implement']);
});

test('a story starts only when all that it depends on is integrated', () => {
  const jobs = [jobOf('a', { steps: ['gate', 'integrate'] }), jobOf('b', { steps: ['implement'], dependsOn: ['a', 'done'] })];
  const one = newSchedule(jobs, new Set(['done']), limitsOf());
  expect(waits(one).get('b')).toEqual({ for: 'story', on: 'a' });
  expect(names(after(one, 'a'))).toEqual(['a:integrate']);
  expect(names(after(one, 'a', 'a'))).toEqual(['b:implement']);
});

test('a story that depends on what this run does not integrate is skipped, and so is all behind it', () => {
  const jobs = [jobOf('a', { dependsOn: ['not-asked'] }), jobOf('b', { dependsOn: ['a'] }), jobOf('c')];
  const one = newSchedule(jobs, NOBODY, limitsOf());
  expect(standing(one)).toMatchObject({ skipped: ['a', 'b'], waiting: ['c'] });
});

test('a story brought only as far as its gate lets nobody start who needs it', () => {
  const jobs = [jobOf('a', { steps: ['gate'] }), jobOf('b', { steps: ['implement'], dependsOn: ['a'] })];
  expect(standing(after(newSchedule(jobs, NOBODY, limitsOf()), 'a'))).toMatchObject({ reached: ['a'], skipped: ['b'] });
});

test('a failure skips what depends on it, never what does not', () => {
  const jobs = [
    jobOf('a', { steps: ['gate'] }),
    jobOf('b', { steps: ['gate'], dependsOn: ['a'] }),
    jobOf('c', { steps: ['gate'], dependsOn: ['b'] }),
    jobOf('d', { steps: ['gate'] }),
  ];
  const ended = failedForGood(startAll(newSchedule(jobs, NOBODY, limitsOf())), 'a');
  expect(standing(ended)).toMatchObject({ failed: ['a'], skipped: ['b', 'c'], running: ['d'] });
});

test('a story that is being measured when what it needs fails is skipped as soon as it is measured', () => {
  const now = startAll(newSchedule([jobOf('a'), jobOf('b', { dependsOn: ['a'] })], NOBODY, limitsOf()));
  expect(standing(succeeded(failedForGood(now, 'a'), 'b'))).toMatchObject({ failed: ['a'], skipped: ['b'] });
});

test('without keep-going a failure lets no new lane start, and those under way go on to the end', () => {
  const jobs = [
    jobOf('a', { steps: ['implement'] }),
    jobOf('b', { steps: ['implement', 'gate', 'integrate'] }),
    jobOf('c', { steps: ['implement'] }),
  ];
  const failed = failedForGood(startAll(newSchedule(jobs, NOBODY, limitsOf({ agents: 2, keepGoing: false }))), 'a');
  expect(names(failed)).toEqual([]);
  const gated = after(failed, 'b', 'b');
  expect(names(gated)).toEqual(['b:integrate']);
  expect(standing(after(gated, 'b'))).toMatchObject({ integrated: ['b'], waiting: ['c'] });
});

test('after a stop nothing starts, not even the next step of a lane under way', () => {
  const jobs = [jobOf('a', { steps: ['implement', 'gate'] }), jobOf('b')];
  const stopped = stop(startAll(newSchedule(jobs, NOBODY, limitsOf({ agents: 1 }))));
  expect(names(succeeded(stopped, 'a'))).toEqual([]);
  expect(names(failedForGood(stopped, 'a'))).toEqual([]);
});

test('gated lanes all go to the integrator, which takes them in waves, in the order of integration', () => {
  const jobs = [
    jobOf('late', { steps: ['gate', 'integrate'], place: 3, pathTokens: 9 }),
    jobOf('early', { steps: ['gate', 'integrate'], place: 1 }),
    jobOf('middle', { steps: ['gate', 'integrate'], place: 2 }),
  ];
  const gated = ['late', 'middle', 'early'].reduce(succeeded, startAll(newSchedule(jobs, NOBODY, limitsOf())));
  expect(names(gated)).toEqual(['early:integrate', 'middle:integrate', 'late:integrate']);
  expect(waits(startAll(gated))).toEqual(new Map());
});

test('while as many lanes as may stand in line for gates and the integrator, none begins', () => {
  const jobs = ['a', 'b', 'c', 'd'].map((story, at) =>
    jobOf(story, { steps: ['worktree', 'implement', 'gate', 'integrate'], place: at }),
  );
  const first = startAll(newSchedule(jobs, NOBODY, limitsOf({ agents: 1, gates: 1, inLine: 2 })));
  const past = (now: Schedule, story: string): Schedule => startAll(succeeded(startAll(succeeded(now, story)), story));
  // One at its gate and one that waits for it: the third goes on to its own, the fourth is held.
  const three = past(past(first, 'a'), 'b');
  expect(waits(three)).toEqual(
    new Map([
      ['b', { for: 'gate' }],
      ['c', { for: 'gate' }],
      ['d', { for: 'gate' }],
    ]),
  );
  expect(names(succeeded(three, 'a'))).toEqual(['a:integrate', 'b:gate']);
  const landed = succeeded(startAll(succeeded(three, 'a')), 'a');
  expect(names(landed)).toEqual(['c:worktree']);
});

test('a lane that is still gated does not hold up one that is', () => {
  const jobs = [
    jobOf('slow', { steps: ['gate', 'integrate'], place: 1 }),
    jobOf('fast', { steps: ['gate', 'integrate'], place: 2 }),
  ];
  expect(names(succeeded(startAll(newSchedule(jobs, NOBODY, limitsOf())), 'fast'))).toEqual(['fast:integrate']);
});

test('a lane gated by an earlier run that waits for files holds up nobody who has them', () => {
  const jobs = [
    jobOf('gated', { steps: ['integrate'], place: 1 }),
    jobOf('new', { steps: ['implement', 'integrate'], place: 2, pathTokens: 9 }),
  ];
  let now = newSchedule(jobs, NOBODY, limitsOf({ clash: () => true }));
  now = started(now, { story: 'new', step: 'implement' });
  expect(names(succeeded(now, 'new'))).toEqual(['new:integrate']);
});

test('a lane gated by an earlier run is integrated before anybody takes its files', () => {
  const jobs = [jobOf('new', { steps: ['implement'], pathTokens: 9 }), jobOf('gated', { steps: ['integrate'], place: 2 })];
  expect(names(newSchedule(jobs, NOBODY, limitsOf({ clash: () => true })))).toEqual(['gated:integrate']);
});

test('after a failure, a lane gated by an earlier run that may not start holds up no lane under way', () => {
  const jobs = [
    jobOf('needs', { steps: ['integrate'], place: 2, dependsOn: ['slow'] }),
    jobOf('slow', { steps: ['implement', 'integrate'], place: 1 }),
    jobOf('mine', { steps: ['gate', 'integrate'], place: 3, pathTokens: 9 }),
    jobOf('broken', { steps: ['implement'], place: 4, pathTokens: 9 }),
  ];
  const now = startAll(newSchedule(jobs, NOBODY, limitsOf({ agents: 1, keepGoing: false })));
  expect(names(succeeded(failedForGood(now, 'broken'), 'mine'))).toEqual(['mine:integrate']);
});

test('a lane with attempts left runs its chain again and keeps its files', () => {
  const jobs = [jobOf('a', { steps: ['gate', 'integrate'] }), jobOf('b', { steps: ['implement'], pathTokens: 9, place: 2 })];
  const now = started(newSchedule(jobs, NOBODY, limitsOf({ agents: 1, clash: () => true })), { story: 'a', step: 'gate' });
  const again = retried(now, 'a', ['worktree', 'implement', 'gate', 'integrate']);
  expect(names(again)).toEqual(['a:worktree']);
  expect(waits(again).get('b')).toEqual({ for: 'files', on: 'a' });
});

test('a story waits for something exactly as long as it is not started', () => {
  fc.assert(
    fc.property(anyWorld, (world) => {
      const now = startAll(newSchedule(world.jobs, world.integrated, world.limits));
      for (const story of standing(now).waiting) expect(waits(now).get(story)).toBeDefined();
    }),
  );
});

test('a lane asked for as far as its gate goes no further when it is tried again', () => {
  const now = startAll(newSchedule([jobOf('a', { steps: ['gate'] })], NOBODY, limitsOf()));
  const again = retried(now, 'a', ['worktree', 'implement', 'gate', 'integrate']);
  expect(again.jobs.get('a')!.left).toEqual(['worktree', 'implement', 'gate']);
});

test('four independent stories need no more rounds than one', () => {
  const rounds = (jobs: readonly Job[]): number => {
    let now = newSchedule(jobs, NOBODY, limitsOf({ agents: 4 }));
    for (let round = 0; ; round++) {
      now = startAll(now);
      const { running } = standing(now);
      if (running.length === 0) return round;
      now = running.reduce(succeeded, now);
    }
  };
  const four = [1, 2, 3, 4].map((place) => jobOf(`s${place}`, { place }));
  expect(rounds(four)).toBe(rounds([four[0]!]));
});
