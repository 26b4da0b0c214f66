/** Integrated stories that a person wants built again under an edited contract: all there are, or these. */
export type Reopening = 'all' | readonly string[];

/** What building such stories again would take: of those whose forecast is known. */
export interface ReopeningPrice {
  readonly stories: readonly string[];
  readonly adrs: readonly string[];
  readonly toImplement: number;
  readonly p50Tokens: number;
  readonly ceilingTokens: number;
  readonly usd?: number;
}
