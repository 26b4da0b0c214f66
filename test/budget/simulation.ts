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
  return (100 * replay(world, stories, use).filter(({ working, p80 }) => working <= p80).length) / TRIES;
}

/** Median of |P50 - actual| / actual over new stories, in percent: what no estimator gets below, as two runs of one story differ too. */
export function medianError(world: World, stories: number): number {
  const errors = replay(world, stories, (samples) => samples).map(({ working, p50 }) => Math.abs(p50 - working) / working);
  return 100 * errors.sort((a, b) => a - b)[errors.length >> 1]!;
}

const TRIES = 1_500;

/** New stories, each after `stories` earlier ones of its own world. */
function replay(
  world: World,
  stories: number,
  use: (samples: readonly Sample[]) => readonly Sample[],
): readonly { readonly working: number; readonly p50: number; readonly p80: number }[] {
  const normal = normals(stories);
  const floorTokens = (): number => Math.exp(8.5 + normal());
  const working = (floor: number): number => floor * world.multiplier * Math.exp(world.spread * normal());
  return Array.from({ length: TRIES }, () => {
    const samples = Array.from({ length: stories }, (_, index) => session(floorTokens(), stories - 1 - index));
    const floor = floorTokens();
    const needed = working(floor);
    return { working: needed, ...workingQuantiles(fitMultiplier(use(samples)), floor) };
  });

  function session(floor: number, age: number): Sample {
    const needed = working(floor);
    const allowed = world.stopped === undefined ? Infinity : working(floor) * Math.exp(world.stopped);
    return { floorTokens: floor, workingTokens: Math.min(needed, allowed), censored: needed > allowed, age };
  }
}
