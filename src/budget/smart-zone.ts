import type { Turns } from '../model/turns.ts';
import { binned, fitFlat, fitZone, STEP_TOKENS } from './hazard.ts';

/** What it takes to believe in a zone. */
const NEEDED = { sessions: 60, past: 10, gain: 7.4 };
/** Zones that are tried, in tokens. */
const GRID_TOKENS = 10_000;
/** A zone whose fit is worse than the best by less than this (2 dlogL, one parameter) may be the true one. */
const AS_GOOD = 3.84;

/** What sessions say of a model's smart zone; contexts in native tokens. */
export interface ZoneEvidence {
  /** Those that told their turns. */
  readonly sessions: number;
  readonly neededSessions: number;
  /** Ten sessions got this far; absent where fewer than ten ran. */
  readonly upToTokens?: number;
  /** 2 dlogL of the best zone over none. */
  readonly gain?: number;
  readonly found?: {
    readonly zoneTokens: number;
    readonly lowTokens: number;
    readonly highTokens: number;
    /** By how much the odds of a slip are multiplied every 20k tokens past it. */
    readonly oddsPerStep: number;
    /** Sessions that went 20k past it. */
    readonly past: number;
    /** Where the odds have doubled. */
    readonly hardTokens: number;
  };
}

/** Looks within sessions for a context beyond which something goes wrong more often: a zone is told only where there is evidence. */
export function zoneEvidence(turns: readonly Turns[]): ZoneEvidence {
  const told = turns.filter(({ contexts }) => contexts.length > 0);
  const peaks = told.map(({ contexts }) => contexts.reduce((most, context) => Math.max(most, context), 0)).sort((a, b) => b - a);
  const upTo = peaks[NEEDED.past - 1];
  const common = {
    sessions: told.length,
    neededSessions: NEEDED.sessions,
    ...(upTo === undefined ? {} : { upToTokens: upTo }),
  };
  if (told.length < NEEDED.sessions || upTo === undefined) return common;
  const sessions = told.map(binned);
  const flat = fitFlat(sessions);
  const zones: number[] = [];
  for (let zone = GRID_TOKENS; zone + STEP_TOKENS <= upTo; zone += GRID_TOKENS) zones.push(zone);
  const fits = zones.map((zone) => ({ zone, fit: fitZone(sessions, zone, flat) }));
  const best = fits.reduce<(typeof fits)[number] | undefined>(
    (top, one) => (top === undefined || one.fit.logLikelihood > top.fit.logLikelihood ? one : top),
    undefined,
  );
  if (best === undefined) return common;
  const gain = 2 * (best.fit.logLikelihood - flat.logLikelihood);
  if (gain <= NEEDED.gain || best.fit.beta <= 0) return { ...common, gain };
  const asGood = fits.filter(({ fit }) => 2 * (best.fit.logLikelihood - fit.logLikelihood) < AS_GOOD).map(({ zone }) => zone);
  return {
    ...common,
    gain,
    found: {
      zoneTokens: best.zone,
      lowTokens: asGood[0]!,
      highTokens: asGood.at(-1)!,
      oddsPerStep: Math.exp(best.fit.beta),
      past: peaks.filter((peak) => peak >= best.zone + STEP_TOKENS).length,
      hardTokens: Math.round((best.zone + (STEP_TOKENS * Math.LN2) / best.fit.beta) / 1_000) * 1_000,
    },
  };
}
