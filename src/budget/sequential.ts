import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { LedgerSession } from '../model/history.ts';
import type { Sequential } from '../model/report.ts';
import { usdOf } from './burn.ts';
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
  const bare = group.map(({ actual: { spend } }) => withoutUsd(spend));
  let carried = 0;
  const one = group
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map(({ actual, estimate }, index) => {
      const base = index === 0 ? 0 : estimate.baseTokens;
      const spend = withoutUsd(actual.spend);
      // The base was written once, or was fresh input where the agent caches nothing.
      const written = Math.min(base, spend.cacheWrite);
      const split = {
        ...spend,
        cacheWrite: spend.cacheWrite - written,
        input: Math.max(0, spend.input - (base - written)),
        cacheRead: spend.cacheRead + actual.requests * carried,
      };
      carried += actual.floorTokens! + actual.workingTokens!;
      return split;
    });
  const [parallel, sequential] = [bare.reduce(addTokens), one.reduce(addTokens)];
  const { baseTokens, hardTokens } = group[0]!.estimate;
  return {
    parallel: priced(parallel, prices),
    sequential: priced(sequential, prices),
    peakOfZone: (baseTokens + carried) / hardTokens,
  };
}

function withoutUsd({ input, cacheWrite, cacheRead, output }: TokenSplit): TokenSplit {
  return { input, cacheWrite, cacheRead, output };
}

function priced(split: TokenSplit, prices: Prices | undefined): TokenSplit {
  return prices === undefined ? split : { ...split, usd: usdOf(split, prices) };
}
