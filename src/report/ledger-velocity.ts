import { ROLE } from '../model/allowance.ts';
import { billedTokens } from '../model/budget.ts';
import { DAY_MS, dayOf } from '../model/day.ts';
import type { Cut, LedgerSession } from '../model/history.ts';
import { isSilent, spendOf } from './ledger-sums.ts';
import type { Velocity } from './ledger-types.ts';

/** A story is worth its raw floor and what is worked on it without evidence, 3.5 times that: a measure that learning does not move. */
const RAW_WORTH = 1 + 3.5;

export interface Iterations {
  readonly cuts: readonly Cut[];
  readonly every?: { readonly from: number; readonly days: number };
}

/** Whose session stands for a landing, and whose work came in with one: of a story in parts those of all its parts. */
export interface Landed {
  readonly isLanded: (session: LedgerSession) => boolean;
  readonly cameIn: (session: LedgerSession) => boolean;
}

/** Velocity by run, by day, and by iteration where there are any. */
export function velocityOf(sessions: readonly LedgerSession[], landed: Landed, iterations: Iterations): readonly Velocity[] {
  const iteration = iterationOf(iterations);
  const rows = (per: Velocity['per'], key: (session: LedgerSession) => string): Velocity[] =>
    [...Map.groupBy(sessions, key)].map(([name, group]) => ({ per, key: name, ...sumsOf(group, landed) }));
  return [
    ...rows('session', ({ run }) => run),
    ...rows('day', ({ at }) => dayOf(at)),
    ...(iteration === undefined ? [] : rows('iteration', ({ at }) => iteration(at))),
  ];
}

function sumsOf(group: readonly LedgerSession[], { isLanded, cameIn }: Landed): Omit<Velocity, 'per' | 'key'> {
  const work = group.filter(cameIn);
  // What a story is worth does not hang on how many roles worked on it.
  const own = work.filter(({ role = ROLE }) => role === ROLE);
  const worth = own.reduce((sum, session) => sum + worthOf(session), 0);
  const told = own.filter(({ actual }) => actual.floorTokens !== undefined && actual.workingTokens !== undefined);
  const expected = told.reduce((sum, session) => sum + worthOf(session), 0);
  const taken = told.reduce((sum, { actual }) => sum + actual.floorTokens! + actual.workingTokens!, 0);
  const burn = billedTokens(spendOf(group));
  return {
    stories: group.filter(isLanded).length,
    estimatedTokens: worth,
    ...(group.every(isSilent) ? {} : { burnTokens: burn }),
    ...(burn === 0 ? {} : { yield: billedTokens(spendOf(work)) / burn }),
    ...(expected === 0 ? {} : { loadFactor: taken / expected }),
  };
}

function worthOf({ estimate }: LedgerSession): number {
  return Math.round(RAW_WORTH * estimate.rawFloorTokens);
}

/** The name of the iteration an instant belongs to; undefined where there are none. */
function iterationOf({ cuts, every }: Iterations): ((at: number) => string) | undefined {
  if (every !== undefined) {
    const { from, days } = every;
    return (at) => (at < from ? 'before' : `iteration ${Math.floor((at - from) / (days * DAY_MS)) + 1}`);
  }
  if (cuts.length === 0) return undefined;
  const sorted = [...cuts].sort((a, b) => a.at - b.at);
  return (at) => sorted.find((cut) => at <= cut.at)?.name ?? 'now';
}
