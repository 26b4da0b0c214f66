import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';

/** One story's part in a session, native tokens: what a session of its own takes, and what it leaves in a context that goes on. */
export interface Share {
  readonly spend: TokenSplit;
  readonly requests: number;
  readonly baseTokens: number;
  readonly floorTokens: number;
  readonly workingTokens: number;
}

/**
 * What one session for all of them, one after the other, would spend: it loads its base once, and reads at every request
 * what the stories before left in its context. Without USD: prices are the caller's.
 */
export function inOneSession(shares: readonly Share[]): TokenSplit {
  let carried = 0;
  return shares
    .map(({ spend: { input, cacheWrite, cacheRead, output }, requests, baseTokens, floorTokens, workingTokens }, index) => {
      const base = index === 0 ? 0 : baseTokens;
      // The base was written once, or was fresh input where the agent caches nothing.
      const written = Math.min(base, cacheWrite);
      const split = {
        input: Math.max(0, input - (base - written)),
        cacheWrite: cacheWrite - written,
        cacheRead: cacheRead + requests * carried,
        output,
      };
      carried += floorTokens + workingTokens;
      return split;
    })
    .reduce(addTokens, NO_TOKENS);
}
