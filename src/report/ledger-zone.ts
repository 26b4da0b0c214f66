import type { LedgerSession } from '../model/history.ts';
import type { Climb } from '../model/report.ts';
import type { ZoneReport, ZoneVisit } from './ledger-types.ts';

/** Seeds warn at 0.63 to 0.67 of the hard limit. */
const USUAL_WARN_SHARE = 0.64;
const CLIMBS = 6;

/** Dumb-zone warnings: sessions whose context passed a limit of their model's smart zone. */
export function zoneOf(sessions: readonly LedgerSession[], warnShares: ReadonlyMap<string, number>): ZoneReport {
  const told = sessions.filter(({ actual, estimate }) => actual.peakTokens !== undefined && estimate.hardTokens > 0);
  const visits = told
    .flatMap((session) => visitOf(session, warnShares) ?? [])
    .toSorted((a, b) => b.peakTokens / b.hardTokens - a.peakTokens / a.hardTokens);
  return {
    known: told.length,
    warned: visits.length,
    over: visits.filter(({ level }) => level === 'over').length,
    visits,
    climbs: climbsOf(told),
  };
}

function visitOf(
  { story, attempt, model, actual, estimate }: LedgerSession,
  warnShares: ReadonlyMap<string, number>,
): ZoneVisit | undefined {
  const { hardTokens } = estimate;
  const peakTokens = actual.peakTokens ?? 0;
  const warnTokens = Math.round(hardTokens * (warnShares.get(model) ?? USUAL_WARN_SHARE));
  if (peakTokens <= warnTokens) return undefined;
  return { story, attempt, model, peakTokens, warnTokens, hardTokens, level: peakTokens > hardTokens ? 'over' : 'warn' };
}

function climbsOf(told: readonly LedgerSession[]): readonly Climb[] {
  const share = ({ actual, estimate }: LedgerSession): number => (actual.peakTokens ?? 0) / estimate.hardTokens;
  return told
    .filter(({ turns }) => (turns?.contexts.length ?? 0) > 1)
    .toSorted((a, b) => share(b) - share(a))
    .slice(0, CLIMBS)
    .map(({ story, attempt, turns, estimate }) => ({
      story,
      attempt,
      contexts: turns!.contexts,
      ceilingTokens: estimate.baseTokens + estimate.ceilingTokens,
      hardTokens: estimate.hardTokens,
    }));
}
