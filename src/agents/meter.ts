import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { AgentResult } from '../model/agent.ts';

/** What one API request used, as its last copy told it. */
export interface RequestUse {
  /** Of the main chain: counted as context, not only as burn. */
  readonly main: boolean;
  /** All input tokens, cached or not. */
  readonly contextTokens: number;
  readonly split: TokenSplit;
}

/** Requests by message id, in the order they were first seen. */
export type Requests = ReadonlyMap<string, RequestUse>;

/** The last copy of a request wins; its output never shrinks (streams repeat a placeholder after the true figure). */
export function withRequest(requests: Requests, id: string, use: RequestUse): Requests {
  const output = Math.max(use.split.output, requests.get(id)?.split.output ?? 0);
  return new Map(requests).set(id, { ...use, split: { ...use.split, output } });
}

type Measured = Pick<AgentResult, 'firstContext' | 'peakContext' | 'workingTokens' | 'requests' | 'spend'>;

/** The two meters of a session: context over the main chain, spend over all chains. */
export function measured(requests: Requests): Measured {
  const all = [...requests.values()];
  const spend = all.map((use) => use.split).reduce(addTokens, NO_TOKENS);
  const main = all.filter((use) => use.main);
  const [first] = main;
  const last = main.at(-1);
  if (first === undefined || last === undefined) return { requests: all.length, spend };
  return {
    firstContext: first.contextTokens,
    peakContext: Math.max(...main.map((use) => use.contextTokens + use.split.output)),
    workingTokens: growth(main) + last.split.output,
    requests: all.length,
    spend,
  };
}

function growth(main: readonly RequestUse[]): number {
  return main.slice(1).reduce((sum, use, index) => sum + Math.max(0, use.contextTokens - main[index]!.contextTokens), 0);
}
