import fc from 'fast-check';
import { STEPS } from '../../src/model/target.ts';
import type { Job } from '../../src/model/job.ts';
import type { Limits } from '../../src/run/schedule.ts';

/** A job with everything to do; say only what the test is about. */
export function jobOf(story: string, more: Partial<Job> = {}): Job {
  return { story, steps: STEPS, dependsOn: [], pathTokens: 0, priority: 100, place: 1, ...more };
}

/** Room for all, files apart, going on after a failure, unless the test says otherwise. */
export function limitsOf(more: Partial<Limits> = {}): Limits {
  return { agents: 9, gates: 9, clash: () => false, keepGoing: true, ...more };
}

export interface World {
  readonly jobs: readonly Job[];
  readonly limits: Limits;
  /** Stories that are integrated already. */
  readonly integrated: ReadonlySet<string>;
}

const SIZE = 7;
const bits = fc.array(fc.boolean(), { minLength: SIZE * SIZE, maxLength: SIZE * SIZE });

/** Up to seven stories, each with some of its steps done, that need each other in their order and share files at random. */
export const anyWorld: fc.Arbitrary<World> = fc
  .record({
    jobs: fc.array(
      fc.record({
        first: fc.nat(STEPS.length - 1),
        last: fc.constantFrom(STEPS.length, STEPS.length, STEPS.length, STEPS.length - 1),
        needs: fc.array(fc.integer({ min: -1, max: SIZE }), { maxLength: 2 }),
        pathTokens: fc.nat(3),
        priority: fc.nat(2),
        shares: fc.constantFrom(undefined, undefined, ['p'], ['q']),
      }),
      { minLength: 1, maxLength: SIZE },
    ),
    sharing: bits,
    agents: fc.integer({ min: 1, max: 3 }),
    gates: fc.integer({ min: 1, max: 2 }),
    inLine: fc.constantFrom(undefined, 1, 2),
    keepGoing: fc.boolean(),
  })
  .map(({ jobs, sharing, agents, gates, keepGoing, inLine }) => ({
    jobs: jobs.map(({ first, last, needs, pathTokens, priority, shares: session }, at) =>
      jobOf(`s${at}`, {
        steps: STEPS.slice(Math.min(first, last - 1), last),
        dependsOn: needs.filter((need) => need < at).map((need) => (need === -1 ? 'done' : `s${need}`)),
        pathTokens,
        priority,
        place: at + 1,
        ...(session ? { shares: session } : {}),
      }),
    ),
    limits: { agents, gates, keepGoing, clash: (a, b) => shares(sharing, a, b), ...(inLine && { inLine }) },
    integrated: new Set(['done']),
  }));

function shares(sharing: readonly boolean[], a: string, b: string): boolean {
  const [low, high] = [a, b].map((story) => Number(story.slice(1))).sort((x, y) => x - y) as [number, number];
  return low !== high && sharing[low * SIZE + high]!;
}
