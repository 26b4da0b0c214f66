import { ROLE } from '../model/allowance.ts';
import type { DriftMark, Forecast } from '../model/budget.ts';
import type { MeasuredBase, SessionRecord } from '../model/record.ts';
import { baseBehind, firstContextOf } from './bases.ts';
import { learnRates, type BurnRates } from './burn.ts';
import { standingDrift } from './drift.ts';
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

/** What is learned apart: an agent on a model at an effort, in a role. A base also hangs on `settings`. */
export interface LearnKey {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly settings?: string;
  /** Absent: the implementer. */
  readonly role?: string;
  /** On a subtask alone: it reads as much as one on the whole story, and works on less. */
  readonly isPart?: boolean;
}

type BaseEntry = MeasuredBase & { readonly at: number };

/** All that was recorded, oldest first. */
export interface Evidence {
  readonly sessions: readonly SessionRecord[];
  readonly bases: readonly BaseEntry[];
}

/** What the sessions of one key taught. */
export interface Learned {
  readonly samples: readonly Sample[];
  /** ln of the multiplier that other agents, models and efforts needed; absent where there are none. */
  readonly priorMean?: number;
  /** Absent until a session told its first request. */
  readonly kappa?: number;
  readonly base: Base;
  readonly rates: BurnRates;
  readonly drift?: DriftMark;
}

/**
 * Samples are divided by the floor that the forecast multiplies, the raw one times today's kappa. The first request
 * shows base + kappa x floor, two unknowns in one number: it corrects kappa where the base was measured or configured, else
 * the base. Kappa belongs to a model: sessions of every effort teach it.
 */
export function learn({ sessions, bases }: Evidence, key: LearnKey, seed: Seed): Learned {
  const { isPart = false } = key;
  const same = sessions.filter(({ role = ROLE, subtask }) => role === (key.role ?? ROLE) && (subtask !== undefined) === isPart);
  const mine = same.filter((session) => isOf(session, key));
  const anyEffort = sessions.filter(({ agent, model }) => agent === key.agent && model === key.model);
  const corrected = learnFirst(anyEffort, bases, key, seed);
  const kappa = corrected.kappa ?? seed.kappa;
  const elsewhere = othersSamples(same.filter((session) => !isOf(session, key)));
  const drift = standingDrift(mine);
  return {
    ...corrected,
    samples: samplesOf(mine, ({ estimate }) => kappa * estimate.rawFloorTokens),
    ...(elsewhere.length === 0 ? {} : { priorMean: typicalMean(elsewhere) }),
    rates: learnRates(mine),
    ...(drift === undefined ? {} : { drift }),
  };
}

function isOf(session: SessionRecord, key: LearnKey): boolean {
  return session.agent === key.agent && session.model === key.model && session.effort === key.effort;
}

type First = Pick<Learned, 'base' | 'kappa'>;

/** The base: as configured, as measured of the version that runs now, as learned, as assumed; and the factor where the base is known. */
function learnFirst(sessions: readonly SessionRecord[], bases: readonly BaseEntry[], key: LearnKey, seed: Seed): First {
  if (seed.base.source === 'config') return { base: seed.base, ...learnedKappa(sessions, seed.base.tokens, seed.kappa) };
  const alike = sessions.filter(
    ({ settings }) => settings === undefined || key.settings === undefined || settings === key.settings,
  );
  const measured = bases.findLast(
    (base) =>
      base.agent === key.agent && base.model === key.model && base.effort === key.effort && base.settings === key.settings,
  );
  const latest = alike.findLast((session) => session.version !== undefined);
  const version = latest?.version;
  if (measured === undefined)
    return seed.base.source === 'none'
      ? { base: seed.base, ...learnedKappa(sessions, seed.base.tokens, seed.kappa) }
      : { base: learnBase(ofVersion(alike, version), seed.kappa, seed.base) };
  const same = ofVersion(alike, measured.version);
  const factor = learnedKappa(same, measured.tokens, seed.kappa);
  const known: Base = { tokens: measured.tokens, source: 'measured' };
  const isCurrent = latest === undefined || latest.startedAt < measured.at || ['', version].includes(measured.version);
  // Measured of another version than the one that runs now: what that one's sessions leave is nearer.
  return { base: isCurrent ? known : learnBase(ofVersion(alike, version), factor.kappa ?? seed.kappa, known), ...factor };
}

/** Sessions of one version; those that tell none count as any. */
function ofVersion(sessions: readonly SessionRecord[], version: string | undefined): readonly SessionRecord[] {
  if (version === undefined || version === '') return sessions;
  return sessions.filter((session) => session.version === undefined || session.version === version);
}

function learnBase(sessions: readonly SessionRecord[], kappa: number, otherwise: Base): Base {
  const tokens = baseBehind(sessions, kappa);
  return tokens === undefined ? otherwise : { tokens, source: 'learned' };
}

function learnedKappa(sessions: readonly SessionRecord[], baseTokens: number, seed: number): { readonly kappa?: number } {
  const observations = sessions.flatMap((session) => {
    const first = firstContextOf(session);
    return first === undefined ? [] : [{ observedTokens: first - baseTokens, rawTokens: session.estimate.rawFloorTokens }];
  });
  return observations.length === 0 ? {} : { kappa: learnKappa(seed, observations) };
}

function samplesOf(sessions: readonly SessionRecord[], floorOf: (session: SessionRecord) => number): readonly Sample[] {
  return sessions.flatMap((session, index) => {
    const { workingTokens } = session.actual;
    if (workingTokens === undefined || session.estimate.rawFloorTokens <= 0) return [];
    return [{ floorTokens: floorOf(session), workingTokens, censored: session.censored, age: sessions.length - 1 - index }];
  });
}

/** Others are divided by their own floor: another model's tokens are not this one's. */
function othersSamples(sessions: readonly SessionRecord[]): readonly Sample[] {
  return samplesOf(sessions, ({ estimate }) => estimate.floorTokens);
}

/** What the fit expects at the floors that were really seen, not at the middle of the prior, which may be far from them. */
function typicalMean(samples: readonly Sample[]): number {
  const fit = fitMultiplier(samples);
  const typical = median(samples.map((sample) => sample.floorTokens));
  return Math.log(workingQuantiles(fit, typical).p50 / typical);
}
