import { ROLE } from '../model/allowance.ts';
import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { LedgerSession } from '../model/history.ts';
import type { ReportFacts } from '../model/report.ts';

/** The agent told nothing of what it used. */
export function isSilent({ actual }: Pick<LedgerSession, 'actual'>): boolean {
  return actual.spendSource === 'none';
}

/** What those of the sessions spent that told it. */
export function spendOf(sessions: readonly LedgerSession[]): TokenSplit {
  return sessions
    .filter((session) => !isSilent(session))
    .map(({ actual }) => actual.spend)
    .reduce(addTokens, NO_TOKENS);
}

/** What the sessions of each role came to, by name. */
export function rolesOf(
  sessions: readonly LedgerSession[],
): readonly { readonly role: string; readonly sessions: number; readonly unknown: number; readonly spend: TokenSplit }[] {
  const own = Map.groupBy(sessions, ({ role = ROLE }) => role);
  return [...own]
    .map(([role, all]) => ({ role, sessions: all.length, unknown: all.filter(isSilent).length, spend: spendOf(all) }))
    .toSorted((a, b) => (a.role < b.role ? -1 : 1));
}

/** Whose work came in: that of a story's parts and roles, each as it was done last, with the session that stands for its landing. */
export function workIn(
  { sessions, landedBeside }: Pick<ReportFacts['state'], 'sessions' | 'landedBeside'>,
  isLanded: (session: LedgerSession) => boolean,
): (session: LedgerSession) => boolean {
  const cards = new Set(sessions.filter(isLanded).map(cardOf));
  const done = sessions.filter(({ subtask, outcome }) => subtask !== undefined && outcome === 'completed');
  const last = new Set(new Map(done.map((session) => [`${cardOf(session)}\0${session.subtask!}`, session])).values());
  return (session) => isLanded(session) || landedBeside.has(session) || (last.has(session) && cards.has(cardOf(session)));
}

function cardOf({ story, key }: LedgerSession): string {
  return `${story}\0${key}`;
}

/** Who is learned of apart: an agent on a model at an effort. */
export function whoOf({ agent, model, effort }: { agent: string; model: string; effort?: string }): string {
  return `${agent}\0${model}\0${effort ?? ''}`;
}

/** Middle value; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share `p` of the values lies, between the two nearest; NaN of none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? Number.NaN : low + (high - low) * (at - Math.floor(at));
}
