import { addTokens, NO_TOKENS } from '../model/budget.ts';
import type { LedgerSession } from '../model/history.ts';
import { isSilent } from './ledger-sums.ts';
import type { LedgerReport, SharedReport } from './ledger-types.ts';

/** Sessions that two stories or more took turns in, oldest first. */
export function sharedOf(sessions: readonly LedgerSession[]): Pick<LedgerReport, 'shared'> {
  const groups = Map.groupBy(
    sessions.filter(({ shared }) => shared !== undefined),
    ({ run, shared }) => `${run} ${shared!.session}`,
  );
  const shared = [...groups.values()].filter(({ length }) => length > 1).map(reported);
  return shared.length === 0 ? {} : { shared };
}

function reported(group: readonly LedgerSession[]): SharedReport {
  const turns = group.toSorted((a, b) => a.shared!.place - b.shared!.place);
  const [{ run, shared, actual, estimate }] = turns as [LedgerSession];
  const { firstContextTokens: first, floorTokens: floor } = actual;
  return {
    run,
    session: shared!.session,
    turns: turns.map(turnOf),
    ...(first === undefined || floor === undefined ? {} : { baseTokens: Math.min(first, estimate.baseTokens) }),
    spend: turns
      .filter((one) => !isSilent(one))
      .map((one) => one.actual.spend)
      .reduce(addTokens, NO_TOKENS),
  };
}

function turnOf(session: LedgerSession): SharedReport['turns'][number] {
  const { story, outcome, actual } = session;
  const { floorTokens, workingTokens, spend } = actual;
  return {
    story,
    outcome,
    ...(floorTokens === undefined ? {} : { floorTokens }),
    ...(workingTokens === undefined ? {} : { workingTokens }),
    ...(isSilent(session) ? {} : { spend }),
  };
}
