import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { AcpState } from './acp-state.ts';
import { objectIn, objectsIn, tokensIn, type Loose } from './loose-json.ts';

/**
 * The usage of a prompt, which the protocol has not settled: some tell all requests of the turn, some the last one alone. The
 * latter is no spend: unknown is told as that.
 */
export function spendOf(state: AcpState): TokenSplit | undefined {
  const split = usageOf(objectIn(state.last ?? {}, 'usage'));
  if (split === undefined) return undefined;
  const worked = [...state.tools.values()].some(({ ok }) => ok !== undefined);
  const read = split.input + split.cacheRead + split.cacheWrite;
  const seen = [...state.requests.values()].reduce((sum, { contextTokens }) => sum + contextTokens, 0);
  const lastAlone = read < WHOLE * seen || (worked && state.requests.size <= 1 && read <= state.contextTokens);
  if (lastAlone) return undefined;
  const whole = withAsides(state, split);
  if (state.resumed === undefined) return { ...whole, ...(state.usd === undefined ? {} : { usd: state.usd }) };
  // Of a session that is gone on with some tell all it ever took, and all tell what it ever cost.
  return read * WHOLE > seen ? undefined : whole;
}

/** What was read of a whole turn is the sum of its contexts, give or take how each is rounded. */
const WHOLE = 0.9;

function usageOf(usage: Loose): TokenSplit | undefined {
  const input = tokensIn(usage, 'inputTokens');
  const told = tokensIn(usage, 'outputTokens');
  if (input === undefined || told === undefined) return undefined;
  const [cacheRead, cacheWrite, thought] = ['cachedReadTokens', 'cachedWriteTokens', 'thoughtTokens'].map(
    (key) => tokensIn(usage, key) ?? 0,
  ) as [number, number, number];
  const rest = { input, cacheRead, cacheWrite };
  return { ...rest, output: outputOf({ ...rest, output: told }, thought, tokensIn(usage, 'totalTokens')) };
}

/** What it thought is part of its output, unless the total says that it was told apart. */
function outputOf(split: TokenSplit, thought: number, total: number | undefined): number {
  return split.output + (total === sumOf(split) + thought ? thought : 0);
}

/**
 * Some tell by model what the whole turn took, requests beside the main chain too: sub-agents, a title. Never less than the usage
 * itself.
 */
function withAsides({ last = {} }: AcpState, usage: TokenSplit): TokenSplit {
  const all = objectsIn(objectIn(objectIn(last, '_meta'), 'quota'), 'model_usage')
    .map((row) => countOf(objectIn(row, 'token_count')))
    .reduce(addTokens, NO_TOKENS);
  return sumOf(all) >= sumOf(usage) ? all : usage;
}

function countOf(count: Loose): TokenSplit {
  const [input = 0, cacheRead = 0, told = 0, thought = 0] = [
    'inputTokens',
    'cachedInputTokens',
    'outputTokens',
    'reasoningOutputTokens',
  ].map((key) => tokensIn(count, key));
  const cacheWrite = tokensIn(count, 'cachedWriteTokens') ?? tokensIn(count, 'cacheWriteInputTokens') ?? 0;
  const rest = { input, cacheRead, cacheWrite };
  return { ...rest, output: outputOf({ ...rest, output: told }, thought, tokensIn(count, 'totalTokens')) };
}

function sumOf({ input, cacheRead, cacheWrite, output }: TokenSplit): number {
  return input + cacheRead + cacheWrite + output;
}
