import type { TokenSplit } from '../model/budget.ts';
import type { SessionRecord } from '../model/record.ts';
import type { Prices } from './models.ts';
import { median } from './quantiles.ts';

/** How an agent spends: what one request adds to the context, and how much of the working tokens it wrote itself. */
export interface BurnRates {
  readonly growthTokens: number;
  readonly outputShare: number;
}

/** Assumed until sessions say otherwise. */
export const ASSUMED_RATES: BurnRates = { growthTokens: 1_500, outputShare: 0.35 };

/** Tokens all requests of a session are expected to bill: every token enters the cache once and is read again by each later request. */
export function expectedBurn(startTokens: number, workingTokens: number, rates: BurnRates = ASSUMED_RATES): TokenSplit {
  const requests = 1 + Math.ceil(workingTokens / rates.growthTokens);
  return {
    input: 0,
    cacheWrite: Math.round(startTokens + workingTokens),
    cacheRead: Math.round((requests - 1) * (startTokens + workingTokens / 2)),
    output: Math.round(rates.outputShare * workingTokens),
  };
}

/** Rates seen in the sessions that told their usage, each the median. */
export function learnRates(sessions: readonly SessionRecord[]): BurnRates {
  const told = sessions.flatMap(({ actual }) =>
    actual.workingTokens !== undefined && actual.workingTokens > 0 && actual.requests > 1 && actual.spendSource !== 'none'
      ? [{ growth: actual.workingTokens / (actual.requests - 1), share: actual.spend.output / actual.workingTokens }]
      : [],
  );
  if (told.length === 0) return ASSUMED_RATES;
  return { growthTokens: median(told.map((one) => one.growth)), outputShare: median(told.map((one) => one.share)) };
}

/** USD of a split at a model's prices. */
export function usdOf(split: TokenSplit, prices: Prices): number {
  const micro =
    split.input * prices.input +
    split.output * prices.output +
    split.cacheRead * (prices.cacheRead ?? prices.input) +
    split.cacheWrite * (prices.cacheWrite ?? prices.input);
  return micro / 1_000_000;
}
