/** Tokens of one request or one run. `input` excludes cached tokens, on every agent. */
export interface TokenSplit {
  readonly input: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly output: number;
  readonly usd?: number;
}

export const NO_TOKENS: TokenSplit = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };

/** Sum of two splits; `usd` is unknown only where both are. */
export function addTokens(a: TokenSplit, b: TokenSplit): TokenSplit {
  const usd = a.usd === undefined && b.usd === undefined ? {} : { usd: (a.usd ?? 0) + (b.usd ?? 0) };
  return {
    input: a.input + b.input,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cacheRead: a.cacheRead + b.cacheRead,
    output: a.output + b.output,
    ...usd,
  };
}

/** What `a` has more than `b`: nothing where it has less. */
export function lessTokens(a: TokenSplit, b: TokenSplit): TokenSplit {
  const less = (one: number, other: number): number => Math.max(0, one - other);
  return {
    input: less(a.input, b.input),
    cacheWrite: less(a.cacheWrite, b.cacheWrite),
    cacheRead: less(a.cacheRead, b.cacheRead),
    output: less(a.output, b.output),
    ...(a.usd === undefined ? {} : { usd: less(a.usd, b.usd ?? 0) }),
  };
}

/** What a token budget counts: fresh input, cache writes and output. Cache reads are shown apart. */
export function billedTokens(split: TokenSplit): number {
  return split.input + split.cacheWrite + split.output;
}

/** One part of a story's context floor, in raw tokens of the reference tokenizer. */
export interface FloorPart {
  readonly kind: 'frame' | 'card' | 'adr' | 'file';
  /** ADR id, file path, or the kind's own name. */
  readonly name: string;
  readonly tokens: number;
}

/** The context floor, measured: raw tokens, before kappa, without the agent's own base. */
export interface Floor {
  readonly parts: readonly FloorPart[];
  readonly tokens: number;
}

export function floorOf(parts: readonly FloorPart[]): Floor {
  return { parts, tokens: parts.reduce((sum, part) => sum + part.tokens, 0) };
}

/** Context sizes up to which a model stays sharp, native tokens of peak context including base. */
export interface SmartZone {
  readonly warnTokens: number;
  readonly hardTokens: number;
  readonly source: 'seed' | 'config' | 'measured';
}

/** A factor learned from what ran, with the number of sessions behind it. */
export interface Multiplier {
  readonly p50: number;
  readonly p80: number;
  readonly samples: number;
}

/** What a story is expected to cost, native tokens of its model. */
export interface Forecast {
  readonly model: string;
  /** How hard the agent is told to think; absent where nothing is said. */
  readonly effort?: string;
  readonly kappa: number;
  readonly kappaSource: 'assumed' | 'config' | 'learned';
  /** What an assumed kappa is hardly ever above. */
  readonly kappaSafe?: number;
  readonly rawFloorTokens: number;
  /** kappa x raw floor. */
  readonly floorTokens: number;
  readonly workingP50Tokens: number;
  readonly workingP80Tokens: number;
  /** floor + working P80, net of base. */
  readonly ceilingTokens: number;
  readonly baseTokens: number;
  readonly baseSource: 'none' | 'assumed' | 'config' | 'measured' | 'learned';
  readonly multiplier: Multiplier;
  readonly zone: SmartZone;
  /** Probability that base + floor + working stays under the zone's hard limit. */
  readonly fits: number;
  readonly verdict: 'fits' | 'tight' | 'over';
  /** USD at P50 burn where prices are known. */
  readonly usd?: number;
  /** Spend of the session at P50, and at the ceiling (P80): what a burn budget reserves. With `usd` where prices are known. */
  readonly burn: { readonly p50: TokenSplit; readonly p80: TokenSplit };
  readonly pace: Pace;
  /** The last sessions took other amounts than was foreseen. */
  readonly drift?: DriftMark;
}

/** How long a session is expected to take at P50, gates apart. */
export interface Pace {
  readonly requests: number;
  readonly durationMs: number;
  /** Sessions that were timed; 0 where a request's time is assumed. */
  readonly samples: number;
}

/** Where a CUSUM of forecast errors went over its limit. */
export interface DriftMark {
  /** ms since the epoch: the session with which it began, and the one at which it was seen. */
  readonly since: number;
  readonly seen: number;
  /** Sessions from the one to the other. */
  readonly sessions: number;
  /** What these sessions took, over what was expected of them: a median. */
  readonly factor: number;
  /** The agent's version before it began and at its end, where they differ. */
  readonly versions?: readonly [before: string, after: string];
}
