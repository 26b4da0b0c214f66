import { fitMultiplier, workingQuantiles, type Sample } from '../../src/budget/estimate.ts';

/** Standard normal values from a fixed linear congruential generator: the same ones in every run. */
export function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** How the simulated stories really behave. */
export interface World {
  readonly multiplier: number;
  /** Standard deviation of ln(working / floor) from story to story. */
  readonly spread: number;
  /** ln of where half the sessions are stopped, relative to the multiplier; absent: none is. */
  readonly stopped?: number;
}

/** Percent of new stories that stay under the P80 learned from `stories` earlier ones, over many tries. */
export function coverage(
  world: World,
  stories: number,
  use: (samples: readonly Sample[]) => readonly Sample[] = (samples) => samples,
): number {
  const normal = normals(stories);
  const tries = 1_500;
  const floorTokens = (): number => Math.exp(8.5 + normal());
  const working = (floor: number): number => floor * world.multiplier * Math.exp(world.spread * normal());
  let under = 0;
  for (let round = 0; round < tries; round++) {
    const samples = Array.from({ length: stories }, (_, index) => session(floorTokens(), stories - 1 - index));
    const floor = floorTokens();
    if (working(floor) <= workingQuantiles(fitMultiplier(use(samples)), floor).p80) under++;
  }
  return (100 * under) / tries;

  function session(floor: number, age: number): Sample {
    const needed = working(floor);
    const allowed = world.stopped === undefined ? Infinity : working(floor) * Math.exp(world.stopped);
    return { floorTokens: floor, workingTokens: Math.min(needed, allowed), censored: needed > allowed, age };
  }
}
