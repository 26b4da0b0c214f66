import type { SmartZone } from '../model/budget.ts';

/** How large a model is, as far as staying sharp in long contexts goes. */
export type ModelClass = 'frontier' | 'mid' | 'small' | 'tiny' | 'unknown';

/** Native tokens of peak context. None of these was measured on one's own work, hence `source: seed`. */
const SEEDS: Readonly<Record<ModelClass, { readonly warn: number; readonly hard: number }>> = {
  frontier: { warn: 80_000, hard: 120_000 },
  mid: { warn: 64_000, hard: 100_000 },
  small: { warn: 40_000, hard: 64_000 },
  tiny: { warn: 20_000, hard: 32_000 },
  unknown: { warn: 40_000, hard: 64_000 },
};

/** The smart zone to start from. Shares of the window (30% and 40%) bound it for an unknown model, and where the window is smaller than the seed. */
export function seedZone(size: ModelClass, windowTokens: number = Infinity): SmartZone {
  const { warn, hard } = SEEDS[size];
  const bounded = size === 'unknown' || hard > windowTokens;
  return {
    warnTokens: bounded ? Math.min(Math.round(0.3 * windowTokens), warn) : warn,
    hardTokens: bounded ? Math.min(Math.round(0.4 * windowTokens), hard) : hard,
    source: 'seed',
  };
}
