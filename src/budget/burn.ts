import type { TokenSplit } from '../model/budget.ts';
import type { SessionRecord } from '../model/record.ts';
import type { Prices } from './models.ts';
import { median } from './quantiles.ts';

/** How an agent spends: what one request adds to the context, how much of the working tokens it wrote itself, how long it takes. */
export interface BurnRates {
  readonly growthTokens: number;
  readonly outputShare: number;
  readonly requestMs: number;
  /** Sessions that taught `requestMs`; 0 where it is assumed. */
  readonly timed: number;
}

/** Assumed until sessions say otherwise. */
export const ASSUMED_RATES: BurnRates = { growthTokens: 1_500, outputShare: 0.35, requestMs: 8_000, timed: 0 };

/** Requests a session is expected to make: one to begin with, then one for each piece that the context grows by. */
export function expectedRequests(workingTokens: number, rates: BurnRates = ASSUMED_RATES): number {
  return 1 + Math.ceil(workingTokens / rates.growthTokens);
}

/** Tokens all requests of a session are expected to bill: every token enters the cache once and is read again by each later request. */
export function expectedBurn(startTokens: number, workingTokens: number, rates: BurnRates = ASSUMED_RATES): TokenSplit {
  const requests = expectedRequests(workingTokens, rates);
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
  const paces = pacesOf(sessions);
  if (told.length === 0 && paces.length === 0) return ASSUMED_RATES;
  const seen = (values: readonly number[], otherwise: number): number => (values.length === 0 ? otherwise : median(values));
  return {
    growthTokens: seen(
      told.map(({ growth }) => growth),
      ASSUMED_RATES.growthTokens,
    ),
    outputShare: seen(
      told.map(({ share }) => share),
      ASSUMED_RATES.outputShare,
    ),
    requestMs: seen(paces, ASSUMED_RATES.requestMs),
    timed: paces.length,
  };
}

/** ms a request took, session by session; one that nobody timed is not in it. */
function pacesOf(sessions: readonly SessionRecord[]): readonly number[] {
  return sessions.flatMap(({ actual, durationMs }) =>
    actual.requests > 0 && durationMs > 0 && actual.spendSource !== 'none' ? [durationMs / actual.requests] : [],
  );
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
