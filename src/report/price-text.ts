import { countText, tokensText, usdText } from './amounts.ts';

/** Sums over stories that an agent implements, native tokens: the shape of plan/'s totals. */
export interface PriceLike {
  readonly toImplement: number;
  readonly p50Tokens: number;
  readonly ceilingTokens: number;
  readonly usd?: number;
}

/** What agents will take for it, in one line. */
export function priceText({ toImplement, p50Tokens, ceilingTokens, usd }: PriceLike): string {
  const stories = countText(toImplement, 'story', 'stories');
  const price = usd === undefined ? 'price unknown' : `about ${usdText(usd)} (P50)`;
  return `${stories} by an agent: context ${tokensText(p50Tokens)} expected (P50), sum of ceilings ${tokensText(ceilingTokens)}, ${price}`;
}
