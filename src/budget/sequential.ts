import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { LedgerSession } from '../model/history.ts';
import type { Sequential } from '../model/report.ts';
import { usdOf } from './burn.ts';
import { inOneSession, type Share } from './one-session.ts';
import type { Prices } from './models.ts';

/**
 * What the sessions of each run and model cost, beside one session that does the same one after the other: it loads its base
 * once, and reads at every request what the stories before left in its context. Undefined where no run had two that told it.
 */
export function sequentialOf(
  sessions: readonly LedgerSession[],
  pricesOf: (model: string) => Prices | undefined,
): Sequential | undefined {
  const told = sessions.filter(isTold);
  const groups = [...Map.groupBy(told, ({ run, agent, model }) => `${run}\0${agent}\0${model}`).values()].filter(
    (group) => group.length > 1,
  );
  if (groups.length === 0) return undefined;
  const pairs = groups.map((group) => sumsOf(group, pricesOf(group[0]!.model)));
  return {
    groups: groups.length,
    sessions: groups.flat().length,
    parallel: pairs.map(({ parallel }) => parallel).reduce(addTokens, NO_TOKENS),
    sequential: pairs.map(({ sequential }) => sequential).reduce(addTokens, NO_TOKENS),
    peakOfZone: Math.max(...pairs.map(({ peakOfZone }) => peakOfZone)),
  };
}

function isTold({ actual, estimate }: LedgerSession): boolean {
  const { spendSource, floorTokens, workingTokens } = actual;
  return spendSource !== 'none' && floorTokens !== undefined && workingTokens !== undefined && estimate.hardTokens > 0;
}

function sumsOf(
  group: readonly LedgerSession[],
  prices: Prices | undefined,
): Pick<Sequential, 'parallel' | 'sequential' | 'peakOfZone'> {
  const shares = conversations(group.toSorted((a, b) => a.startedAt - b.startedAt)).map(shareOf);
  const parallel = shares.map(({ spend }) => spend).reduce(addTokens, NO_TOKENS);
  const left = shares.reduce((sum, { floorTokens, workingTokens }) => sum + floorTokens + workingTokens, 0);
  const { baseTokens, hardTokens } = group[0]!.estimate;
  return {
    parallel: priced(parallel, prices),
    sequential: priced(inOneSession(shares), prices),
    peakOfZone: (baseTokens + left) / hardTokens,
  };
}

/** Stories that took turns in one session are one: what they carried on is in their own reads. */
function conversations(sessions: readonly LedgerSession[]): readonly (readonly LedgerSession[])[] {
  return [...Map.groupBy(sessions, ({ shared, story, startedAt }) => shared?.session ?? `${story} ${startedAt}`).values()];
}

function shareOf(turns: readonly LedgerSession[]): Share {
  const sum = (of: (one: LedgerSession) => number): number => turns.reduce((total, one) => total + of(one), 0);
  return {
    spend: turns.map(({ actual }) => withoutUsd(actual.spend)).reduce(addTokens, NO_TOKENS),
    requests: sum(({ actual }) => actual.requests),
    baseTokens: turns[0]!.estimate.baseTokens,
    floorTokens: sum(({ actual }) => actual.floorTokens!),
    workingTokens: sum(({ actual }) => actual.workingTokens!),
  };
}

function withoutUsd({ input, cacheWrite, cacheRead, output }: TokenSplit): TokenSplit {
  return { input, cacheWrite, cacheRead, output };
}

function priced(split: TokenSplit, prices: Prices | undefined): TokenSplit {
  return prices === undefined ? split : { ...split, usd: usdOf(split, prices) };
}
