import { addTokens, billedTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { Lesson } from '../model/lesson.ts';
import type { SessionRecord, State } from '../model/record.ts';
import { proportion, type Proportion } from './interval.ts';

export const REPORT_SCHEMA_VERSION = 1;

export interface EstimateActual {
  readonly estimate: number;
  /** Absent where the agent told nothing. */
  readonly actual?: number;
}

/** One session of one story, estimate beside actual; native tokens. */
export interface ReportedSession {
  readonly story: string;
  readonly attempt: number;
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly outcome: SessionRecord['outcome'];
  readonly floor: EstimateActual;
  readonly working: EstimateActual & { readonly p80: number };
  readonly peak: { readonly actual?: number; readonly hard: number };
  readonly spend?: TokenSplit;
  readonly durationMs: number;
  readonly integrated: boolean;
}

/** What one agent on one model at one effort needed. `multiplier` is the median of working/floor over sessions that told both; `n` counts them, `censored` those cut off. */
export interface ReportedModel {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly n: number;
  readonly censored: number;
  readonly multiplier?: number;
  /** Actual over estimate of working (P50), median. */
  readonly workingBias?: number;
  /** Share of sessions whose working stayed under P80. */
  readonly underP80?: number;
  /** The same with its 95% interval: claimed from 20 sessions on. */
  readonly underP80Interval?: Proportion;
  readonly spend: TokenSplit;
}

/** Velocity: estimated tokens (floor + working P50) of stories that were integrated; burn stands beside it, for it rewards waste. */
export interface Velocity {
  readonly per: 'session' | 'day';
  readonly key: string;
  readonly stories: number;
  readonly estimatedTokens: number;
  /** Absent where no session of it told any. */
  readonly burnTokens?: number;
}

export interface LedgerReport {
  readonly schemaVersion: number;
  readonly sessions: readonly ReportedSession[];
  readonly models: readonly ReportedModel[];
  readonly velocity: readonly Velocity[];
  /** Drift, and bases by agent version. */
  readonly lessons: readonly Lesson[];
  readonly totals: {
    readonly sessions: number;
    readonly unknownSpend: number;
    /** Of sessions, and of measuring bases. */
    readonly spend: TokenSplit;
    readonly integrated: number;
  };
}

/** The ledger, added up. Pure: the same journal gives the same report. */
export function ledgerReport(state: State, lessons: readonly Lesson[] = []): LedgerReport {
  const landed = landedSessions(state);
  const isLanded = (session: State['sessions'][number]): boolean => landed.has(session);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    sessions: state.sessions.map((session) => reported(session, isLanded(session))),
    models: byModel(state.sessions),
    velocity: velocity(state, isLanded),
    lessons,
    totals: {
      sessions: state.sessions.length,
      unknownSpend: state.sessions.filter(isSilent).length,
      spend: state.bases.map(({ spend }) => spend).reduce(addTokens, spendOf(state.sessions)),
      integrated: state.integrations.length,
    },
  };
}

/** What was integrated is the work of the story's last session before, be it of an earlier run. */
function landedSessions(state: State): ReadonlySet<State['sessions'][number]> {
  const found = state.integrations.map(({ story, sessions }) =>
    state.sessions.slice(0, sessions).findLast((one) => one.story === story),
  );
  return new Set(found.filter((session) => session !== undefined));
}

function reported(session: SessionRecord, integrated: boolean): ReportedSession {
  const { story, attempt, agent, model, effort, outcome, estimate, actual, durationMs } = session;
  return {
    story,
    attempt,
    agent,
    model,
    ...(effort === undefined ? {} : { effort }),
    outcome,
    durationMs,
    integrated,
    floor: pair(estimate.floorTokens, actual.floorTokens),
    working: { ...pair(estimate.workingP50Tokens, actual.workingTokens), p80: estimate.workingP80Tokens },
    peak: { hard: estimate.hardTokens, ...(actual.peakTokens === undefined ? {} : { actual: actual.peakTokens }) },
    ...(isSilent(session) ? {} : { spend: actual.spend }),
  };
}

function pair(estimate: number, actual: number | undefined): EstimateActual {
  return { estimate, ...(actual === undefined ? {} : { actual }) };
}

function byModel(sessions: readonly SessionRecord[]): ReportedModel[] {
  const groups = Map.groupBy(sessions, ({ agent, model, effort = '' }) => `${agent}\0${model}\0${effort}`);
  return [...groups.values()].map((group) => {
    const { agent, model, effort } = group[0]!;
    const full = group.filter(
      ({ censored, actual }) => !censored && actual.workingTokens !== undefined && (actual.floorTokens ?? 0) > 0,
    );
    const shared = {
      agent,
      model,
      ...(effort === undefined ? {} : { effort }),
      n: full.length,
      censored: group.filter(({ censored }) => censored).length,
      spend: spendOf(group),
    };
    if (full.length === 0) return shared;
    const hits = full.filter(({ actual, estimate }) => actual.workingTokens! <= estimate.workingP80Tokens).length;
    return {
      ...shared,
      multiplier: median(full.map(({ actual }) => actual.workingTokens! / actual.floorTokens!)),
      workingBias: median(full.map(({ actual, estimate }) => actual.workingTokens! / Math.max(1, estimate.workingP50Tokens))),
      underP80: hits / full.length,
      underP80Interval: proportion(hits, full.length),
    };
  });
}

function velocity(state: State, isLanded: (session: State['sessions'][number]) => boolean): Velocity[] {
  const rows = (per: Velocity['per'], key: (session: State['sessions'][number]) => string): Velocity[] =>
    [...Map.groupBy(state.sessions, key)].map(([name, group]) => {
      const landed = group.filter(isLanded);
      return {
        per,
        key: name,
        stories: landed.length,
        estimatedTokens: landed.reduce((sum, { estimate }) => sum + estimate.floorTokens + estimate.workingP50Tokens, 0),
        ...(group.every(isSilent) ? {} : { burnTokens: billedTokens(spendOf(group)) }),
      };
    });
  return [...rows('session', ({ run }) => run), ...rows('day', ({ at }) => new Date(at).toISOString().slice(0, 10))];
}

function isSilent({ actual }: SessionRecord): boolean {
  return actual.spendSource === 'none';
}

function spendOf(sessions: readonly SessionRecord[]): TokenSplit {
  return sessions
    .filter((session) => !isSilent(session))
    .map(({ actual }) => actual.spend)
    .reduce(addTokens, NO_TOKENS);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
