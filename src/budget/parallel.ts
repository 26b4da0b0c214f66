import type { Forecast } from '../model/budget.ts';

/** The sums behind 'one session or two', native tokens. */
export interface PairSums {
  readonly stories: readonly [string, string];
  readonly baseTokens: number;
  readonly floorTokens: number;
  readonly workingP80Tokens: number;
  /** base + both floors + both P80s: the base is loaded once. */
  readonly totalTokens: number;
  readonly hardTokens: number;
  readonly advice: 'one session' | 'apart';
}

/** What deciding about two stories takes from a story's forecast. */
export type PairedForecast = Pick<Forecast, 'model' | 'floorTokens' | 'workingP80Tokens' | 'baseTokens' | 'zone'>;

/**
 * Whether small stories may share a session, for every pair in the order given: they may when both fit the smart zone
 * together. Stories of different models are never one session.
 */
export function pairSums(stories: readonly { readonly id: string; readonly forecast: PairedForecast }[]): readonly PairSums[] {
  return stories.flatMap((first, index) => stories.slice(index + 1).map((second) => sumOf(first, second)));
}

function sumOf(
  first: { readonly id: string; readonly forecast: PairedForecast },
  second: { readonly id: string; readonly forecast: PairedForecast },
): PairSums {
  const [a, b] = [first.forecast, second.forecast];
  const baseTokens = Math.max(a.baseTokens, b.baseTokens);
  const floorTokens = a.floorTokens + b.floorTokens;
  const workingP80Tokens = a.workingP80Tokens + b.workingP80Tokens;
  const totalTokens = baseTokens + floorTokens + workingP80Tokens;
  const hardTokens = Math.min(a.zone.hardTokens, b.zone.hardTokens);
  const together = a.model === b.model && totalTokens <= hardTokens;
  return {
    stories: [first.id, second.id],
    baseTokens,
    floorTokens,
    workingP80Tokens,
    totalTokens,
    hardTokens,
    advice: together ? 'one session' : 'apart',
  };
}
