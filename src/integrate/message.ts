import type { TokenSplit } from '../model/budget.ts';

/** What a merge says about the story it brings in. */
export interface Landing {
  readonly story: string;
  readonly title: string;
  readonly key: string;
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  /** Of the last session. */
  readonly outcome?: string;
  /** The floor in raw tokens: what the estimator divides by. */
  readonly rawFloorTokens?: number;
  /** Native tokens, estimated (floor + P50 working) and seen; undefined where the agent told nothing. */
  readonly floorTokens?: { readonly estimate: number; readonly actual?: number };
  readonly workingTokens?: { readonly estimate: number; readonly actual?: number };
  readonly spend?: TokenSplit;
  /** Actions that were allowed without asking a person; absent where a person was to be asked. */
  readonly autonomous?: number;
  /** SHA-256 of the lane's gate output. */
  readonly gateDigest: string;
}

/** The merge's message: title, then trailers from which anyone can rebuild what is integrated and what it cost. */
export function mergeMessage(landing: Landing): string {
  const { spend } = landing;
  const trailers = [
    ['Xpar-Story', landing.story],
    ['Xpar-Key', landing.key],
    ['Xpar-Agent', oneLine(landing.agent)],
    ['Xpar-Model', oneLine(landing.model)],
    ['Xpar-Effort', landing.effort === undefined ? undefined : oneLine(landing.effort)],
    ['Xpar-Outcome', landing.outcome],
    ['Xpar-Raw-Floor', landing.rawFloorTokens === undefined ? undefined : String(Math.round(landing.rawFloorTokens))],
    ['Xpar-Floor', pair(landing.floorTokens)],
    ['Xpar-Tokens', pair(landing.workingTokens)],
    [
      'Xpar-Burn',
      spend
        ? `input ${spend.input}, cache-write ${spend.cacheWrite}, cache-read ${spend.cacheRead}, output ${spend.output}`
        : undefined,
    ],
    ['Xpar-Usd', spend?.usd?.toFixed(4)],
    ['Xpar-Autonomous', landing.autonomous === undefined ? undefined : String(landing.autonomous)],
    ['Xpar-Gate', landing.gateDigest],
  ].filter((trailer): trailer is [string, string] => trailer[1] !== undefined);
  const title = oneLine(landing.title).slice(0, 100);
  return `${landing.story}: ${title}\n\n${trailers.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

function pair(tokens: { estimate: number; actual?: number } | undefined): string | undefined {
  return tokens && `${Math.round(tokens.estimate)}/${tokens.actual === undefined ? 'unknown' : Math.round(tokens.actual)}`;
}

/** A title is a person's or an agent's text: it must not be able to add a trailer. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** What a merge's trailers tell of a landing. */
export type ReadLanding = Omit<Landing, 'title' | 'gateDigest' | 'autonomous'> & { readonly at: number };

/** Undefined where the commit brings no story in. What is not as xpar writes it is left out. */
export function readMergeTrailers({
  at,
  trailers,
}: {
  at: number;
  trailers: Readonly<Record<string, string>>;
}): ReadLanding | undefined {
  const [story, key] = [trailers['Xpar-Story'], trailers['Xpar-Key']];
  if (story === undefined || key === undefined) return undefined;
  const [floorTokens, workingTokens] = [readPair(trailers['Xpar-Floor']), readPair(trailers['Xpar-Tokens'])];
  const spend = readBurn(trailers['Xpar-Burn'], trailers['Xpar-Usd']);
  const { 'Xpar-Effort': effort, 'Xpar-Outcome': outcome, 'Xpar-Raw-Floor': raw = '' } = trailers;
  return {
    story,
    key,
    at,
    agent: trailers['Xpar-Agent'] ?? '',
    model: trailers['Xpar-Model'] ?? '',
    ...(effort === undefined ? {} : { effort }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(/^\d{1,9}$/.test(raw) ? { rawFloorTokens: Number(raw) } : {}),
    ...(floorTokens ? { floorTokens } : {}),
    ...(workingTokens ? { workingTokens } : {}),
    ...(spend ? { spend } : {}),
  };
}

function readPair(text: string | undefined): ReadLanding['floorTokens'] {
  const [, estimate, actual] = /^(\d+)\/(\d+|unknown)$/.exec(text ?? '') ?? [];
  if (estimate === undefined) return undefined;
  return { estimate: Number(estimate), ...(actual === 'unknown' ? {} : { actual: Number(actual) }) };
}

function readBurn(text: string | undefined, usd: string | undefined): TokenSplit | undefined {
  const [, ...counts] = /^input (\d+), cache-write (\d+), cache-read (\d+), output (\d+)$/.exec(text ?? '') ?? [];
  const [input, cacheWrite, cacheRead, output] = counts.map(Number);
  if (input === undefined || cacheWrite === undefined || cacheRead === undefined || output === undefined) return undefined;
  return { input, cacheWrite, cacheRead, output, ...(/^\d+(\.\d+)?$/.test(usd ?? '') ? { usd: Number(usd) } : {}) };
}
