import { ROLE } from '../model/allowance.ts';
import { addTokens } from '../model/budget.ts';
import type { LedgerSession } from '../model/history.ts';
import type { ReportFacts } from '../model/report.ts';
import { calibrationOf, modelsOf, trendsOf } from './ledger-calibration.ts';
import { flowOf } from './ledger-flow.ts';
import { isSilent, rolesOf, spendOf, workIn } from './ledger-sums.ts';
import { sharedOf } from './ledger-shared.ts';
import { REPORT_SCHEMA_VERSION, type EstimateActual, type LedgerReport, type ReportedSession } from './ledger-types.ts';
import { velocityOf } from './ledger-velocity.ts';
import { zoneOf } from './ledger-zone.ts';

/** The ledger, added up. Pure: the same facts give the same report. */
export function ledgerReport(facts: ReportFacts): LedgerReport {
  const { project, state, lessons, since = -Infinity } = facts;
  const isLanded = (session: LedgerSession): boolean => state.landed.has(session);
  const cameIn = workIn(state, isLanded);
  const sessions = state.sessions.filter(({ at }) => at >= since);
  const integrations = state.integrations.filter(({ at }) => at >= since);
  const bases = state.bases.filter(({ at }) => at >= since);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    project,
    ...(facts.since === undefined ? {} : { since: facts.since }),
    sessions: sessions.map((session) => reported(session, cameIn(session))),
    ...sharedOf(sessions),
    calibration: calibrationOf(sessions),
    models: modelsOf(sessions),
    roles: rolesOf(sessions),
    trends: trendsOf(sessions, lessons, facts.next),
    zone: zoneOf(sessions, facts.warnShares),
    live: facts.live,
    adrs: facts.adrs.toSorted((a, b) => b.taxTokens - a.taxTokens),
    velocity: velocityOf(
      sessions,
      { isLanded, cameIn },
      {
        cuts: state.cuts,
        ...(facts.iterations === undefined ? {} : { every: facts.iterations }),
      },
    ),
    lessons,
    flow: flowOf(facts, sessions, integrations, cameIn),
    stories: facts.stories,
    totals: {
      sessions: sessions.length,
      unknownSpend: sessions.filter(isSilent).length,
      spend: bases.map(({ spend }) => spend).reduce(addTokens, spendOf(sessions)),
      integrated: integrations.length,
    },
  };
}

function reported(session: LedgerSession, integrated: boolean): ReportedSession {
  const {
    story,
    attempt,
    run,
    startedAt,
    agent,
    model,
    effort,
    outcome,
    censored,
    estimate,
    actual,
    durationMs,
    role = ROLE,
    shared,
    subtask,
  } = session;
  return {
    story,
    ...(subtask === undefined ? {} : { subtask }),
    attempt,
    run,
    at: startedAt,
    agent,
    model,
    ...(effort === undefined ? {} : { effort }),
    role,
    outcome,
    censored,
    durationMs,
    integrated,
    floor: pair(estimate.floorTokens, actual.floorTokens),
    working: { ...pair(estimate.workingP50Tokens, actual.workingTokens), p80: estimate.workingP80Tokens },
    ceiling: pair(estimate.floorTokens + estimate.workingP80Tokens, sumOf(actual.floorTokens, actual.workingTokens)),
    peak: { hard: estimate.hardTokens, ...(actual.peakTokens === undefined ? {} : { actual: actual.peakTokens }) },
    ...(isSilent(session) ? {} : { spend: actual.spend }),
    ...(shared === undefined ? {} : { shared }),
  };
}

function pair(estimate: number, actual: number | undefined): EstimateActual {
  return { estimate, ...(actual === undefined ? {} : { actual }) };
}

function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
