import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../src/model/target.ts';
import { startable } from '../../src/run/next-starts.ts';
import {
  failedForGood,
  isRunning,
  newSchedule,
  retried,
  standing,
  started,
  succeeded,
  type Schedule,
} from '../../src/run/schedule.ts';
import { anyWorld, type World } from './jobs.ts';

/** Runs a world to its end: at every turn the dice choose which running step ends, and how. */
function simulate(world: World, dice: Iterator<number>): Schedule {
  const roll = (sides: number): number => (dice.next().value as number) % sides;
  let now = newSchedule(world.jobs, world.integrated, world.limits);
  for (let turn = 0; ; turn++) {
    now = startable(now).reduce(started, now);
    check(world, now);
    const running = standing(now).running;
    if (running.length === 0) return now;
    const story = running[roll(running.length)]!;
    const end = turn > 60 ? 0 : roll(8);
    const step = now.jobs.get(story)!.left[0]!;
    now =
      end === 6 && step !== 'budget-check'
        ? retried(now, story, ['worktree', 'implement', 'gate', 'integrate'])
        : end === 7
          ? failedForGood(now, story)
          : succeeded(now, story);
  }
}

/** What must hold at every moment of a run. */
function check({ limits, jobs, integrated }: World, now: Schedule): void {
  const all = [...now.jobs.values()];
  const running = (...steps: readonly Step[]): number =>
    all.filter(({ state, left }) => state === 'running' && steps.includes(left[0]!)).length;
  expect(running('worktree', 'implement')).toBeLessThanOrEqual(limits.agents);
  expect(running('gate')).toBeLessThanOrEqual(limits.gates);
  const holders = all.filter(({ holds }) => holds).map(({ job }) => job.story);
  for (const one of holders)
    for (const other of holders) expect(limits.clash(one, other), `${one} and ${other} hold the same files`).toBe(false);
  const done = new Set([...integrated, ...standing(now).integrated]);
  for (const { job, holds } of all)
    expect(!holds || job.dependsOn.every((need) => done.has(need)), `${job.story} started too early`).toBe(true);
  expect(Object.values(standing(now)).flat().toSorted()).toEqual(jobs.map(({ story }) => story).toSorted());
}

const dice = fc.infiniteStream(fc.nat(1000));

test('whatever happens, limits hold, clashing lanes never meet, needs go first and every story ends somewhere', () => {
  fc.assert(
    fc.property(anyWorld, dice, (world, rolls) => {
      const ended = simulate(world, rolls);
      const { waiting, failed } = standing(ended);
      // Only a failure without keep-going leaves anybody waiting, and then only lanes that never began.
      const left =
        world.limits.keepGoing || failed.length === 0 ? waiting : waiting.filter((story) => ended.jobs.get(story)!.holds);
      expect(left).toEqual([]);
      expect([...ended.jobs.values()].filter(({ holds }) => holds)).toEqual([]);
    }),
    { numRuns: 1500 },
  );
});

test('a story is skipped exactly when something it needs did not get integrated', () => {
  fc.assert(
    fc.property(anyWorld, dice, (world, rolls) => {
      const ended = simulate({ ...world, limits: { ...world.limits, keepGoing: true } }, rolls);
      const { integrated, skipped } = standing(ended);
      const done = new Set([...integrated, ...world.integrated]);
      for (const { story, dependsOn } of world.jobs)
        expect(skipped.includes(story)).toBe(
          !dependsOn.every((need) => done.has(need)) && !standing(ended).failed.includes(story),
        );
    }),
    { numRuns: 500 },
  );
});

test('what starts does not depend on the order in which the stories were told', () => {
  const worldAndOrder = anyWorld.chain((world) =>
    fc.tuple(
      fc.constant(world),
      fc.shuffledSubarray([...world.jobs], { minLength: world.jobs.length, maxLength: world.jobs.length }),
    ),
  );
  fc.assert(
    fc.property(worldAndOrder, fc.array(fc.nat(1000), { minLength: 100, maxLength: 100 }), ([world, jobs], rolls) => {
      expect(run({ ...world, jobs }, rolls)).toEqual(run(world, rolls));
    }),
    { numRuns: 500 },
  );
});

/** Like `simulate`, but the dice choose among the running by name, so that the order told cannot matter by itself. */
function run(world: World, rolls: readonly number[]): string[] {
  const log: string[] = [];
  let now = newSchedule(world.jobs, world.integrated, world.limits);
  for (const roll of rolls) {
    for (const start of startable(now)) {
      log.push(`${start.story}:${start.step}`);
      now = started(now, start);
    }
    if (!isRunning(now)) break;
    const running = standing(now).running.toSorted();
    const story = running[roll % running.length]!;
    now = roll % 9 === 8 ? failedForGood(now, story) : succeeded(now, story);
  }
  return log;
}
