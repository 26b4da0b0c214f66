import type { Forecast } from '../model/budget.ts';
import type { SessionRecord } from '../model/record.ts';
import { learnRates, type BurnRates } from './burn.ts';
import { fitMultiplier, workingQuantiles, type Sample } from './estimate.ts';
import { learnKappa } from './kappa.ts';
import { median } from './quantiles.ts';

/** An agent's own context before a card is read, native tokens. */
export interface Base {
  readonly tokens: number;
  readonly source: Forecast['baseSource'];
}

/** What is believed before anything has run. */
export interface Seed {
  readonly kappa: number;
  readonly base: Base;
}

/** What the sessions of one agent and model taught. */
export interface Learned {
  readonly samples: readonly Sample[];
  /** ln of the multiplier that other agents and models needed; absent where there are none. */
  readonly priorMean?: number;
  /** Absent until a session told its first request. */
  readonly kappa?: number;
  readonly base: Base;
  readonly rates: BurnRates;
}

/**
 * Samples are divided by the floor that the forecast multiplies, the raw one times today's kappa. The first request
 * shows base + kappa x floor, two unknowns in one number: it corrects the base where that is only assumed, else kappa.
 *
 * `sessions` are all there are, oldest first.
 */
export function learn(
  sessions: readonly SessionRecord[],
  key: { readonly agent: string; readonly model: string },
  seed: Seed,
): Learned {
  const mine = sessions.filter((session) => isOf(session, key));
  const others = sessions.filter((session) => !isOf(session, key));
  const first = mine.flatMap(firstRequest);
  const corrected =
    seed.base.source === 'assumed' ? { base: learnBase(first, seed) } : { base: seed.base, ...learnedKappa(first, seed) };
  const kappa = corrected.kappa ?? seed.kappa;
  const elsewhere = samplesOf(others, kappa);
  return {
    ...corrected,
    samples: samplesOf(mine, kappa),
    ...(elsewhere.length === 0 ? {} : { priorMean: typicalMean(elsewhere) }),
    rates: learnRates(mine),
  };
}

interface FirstRequest {
  readonly contextTokens: number;
  readonly rawTokens: number;
}

function isOf(session: SessionRecord, key: { readonly agent: string; readonly model: string }): boolean {
  return session.agent === key.agent && session.model === key.model;
}

function firstRequest(session: SessionRecord): FirstRequest[] {
  const { actual, estimate } = session;
  if (actual.floorTokens === undefined) return [];
  return [{ contextTokens: actual.floorTokens + estimate.baseTokens, rawTokens: estimate.rawFloorTokens }];
}

function learnBase(first: readonly FirstRequest[], seed: Seed): Base {
  if (first.length === 0) return seed.base;
  const left = median(first.map((request) => request.contextTokens - seed.kappa * request.rawTokens));
  return { tokens: Math.max(0, Math.round(left)), source: 'learned' };
}

function learnedKappa(first: readonly FirstRequest[], seed: Seed): { readonly kappa?: number } {
  if (first.length === 0) return {};
  const observations = first.map(({ contextTokens, rawTokens }) => ({
    observedTokens: contextTokens - seed.base.tokens,
    rawTokens,
  }));
  return { kappa: learnKappa(seed.kappa, observations) };
}

function samplesOf(sessions: readonly SessionRecord[], kappa: number): readonly Sample[] {
  return sessions.flatMap(({ estimate, actual, censored }, index) =>
    actual.workingTokens === undefined || estimate.rawFloorTokens <= 0
      ? []
      : [
          {
            floorTokens: kappa * estimate.rawFloorTokens,
            workingTokens: actual.workingTokens,
            censored,
            age: sessions.length - 1 - index,
          },
        ],
  );
}

/** What the fit expects at the floors that were really seen, not at the middle of the prior, which may be far from them. */
function typicalMean(samples: readonly Sample[]): number {
  const fit = fitMultiplier(samples);
  const typical = median(samples.map((sample) => sample.floorTokens));
  return Math.log(workingQuantiles(fit, typical).p50 / typical);
}
