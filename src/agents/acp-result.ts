import type { AgentResult, Outcome, RunSpec } from '../model/agent.ts';
import { NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { AcpState } from './acp-state.ts';
import type { SessionEnd } from './dialect.ts';
import { commonEnding, ending, exitText, paused, type Ending } from './ending.ts';
import { objectIn, textIn, tokensIn } from './loose-json.ts';
import { measured } from './meter.ts';
import { audit, changedAnything } from './tool-uses.ts';

/** What a session over the Agent Client Protocol came to: judged by its stop reason, then by who stopped it. */
export function acpResult(state: AcpState, end: SessionEnd, program: string, limits: RunSpec['limits']): AgentResult {
  const { spend: _, ...context } = measured(state.requests);
  const spend = spendOf(state);
  return {
    ...paused(acpEnding(state, end, program, limits)),
    exit: end.exit,
    ...(state.session === undefined ? {} : { session: state.session }),
    settled: state.last !== undefined,
    ...context,
    spend: spend ?? NO_TOKENS,
    spendSource: spend === undefined ? 'none' : 'agent-total',
    denials: state.denied.size,
    compactions: state.compactions,
    ...audit(state.tools, state.denied),
    ...(state.report.text === '' ? {} : { report: state.report.text }),
  };
}

/**
 * The usage of a prompt, which the protocol has not settled: some tell all requests of the turn, some the last one alone. The
 * latter is no spend: unknown is told as that.
 */
function spendOf(state: AcpState): TokenSplit | undefined {
  const usage = objectIn(state.last ?? {}, 'usage');
  const input = tokensIn(usage, 'inputTokens');
  const told = tokensIn(usage, 'outputTokens');
  if (input === undefined || told === undefined) return undefined;
  const [cacheRead, cacheWrite, thought] = ['cachedReadTokens', 'cachedWriteTokens', 'thoughtTokens'].map(
    (key) => tokensIn(usage, key) ?? 0,
  ) as [number, number, number];
  const total = tokensIn(usage, 'totalTokens');
  const apart = total === input + cacheRead + cacheWrite + told + thought;
  const output = told + (apart ? thought : 0);
  const worked = [...state.tools.values()].some(({ ok }) => ok !== undefined);
  const read = input + cacheRead + cacheWrite;
  const seen = [...state.requests.values()].reduce((sum, { contextTokens }) => sum + contextTokens, 0);
  const lastAlone = read < WHOLE * seen || (worked && state.requests.size <= 1 && read <= state.contextTokens);
  if (lastAlone) return undefined;
  const split = { input, cacheRead, cacheWrite, output };
  if (state.resumed !== undefined) return ofThisRun(split, seen);
  return { ...split, ...(state.usd === undefined ? {} : { usd: state.usd }) };
}

/** Of a session that is gone on with some tell all it ever took, and all tell what it ever cost. */
function ofThisRun(split: TokenSplit, seenTokens: number): TokenSplit | undefined {
  return (split.input + split.cacheRead + split.cacheWrite) * WHOLE > seenTokens ? undefined : split;
}

/** What was read of a whole turn is the sum of its contexts, give or take how each is rounded. */
const WHOLE = 0.9;

function acpEnding(state: AcpState, end: SessionEnd, program: string, limits: RunSpec['limits']): Ending {
  const reason = state.last === undefined ? undefined : (textIn(state.last, 'stopReason') ?? '');
  // Asked to stop, it may have finished first: then it is done, not stopped.
  if (reason === 'end_turn') return completedEnding(state);
  const common = commonEnding(end, program, state.contextTokens, limits);
  if (common !== undefined) return common;
  if (state.trouble !== undefined) return troubleEnding(state, state.trouble);
  if (reason !== undefined) return ending(BY_REASON.get(reason) ?? 'failed', `it stopped with '${reason}'`);
  const words = [`it ended without an answer, ${exitText(end.exit)}`, end.errors].filter((part) => part !== '');
  return ending('crashed', words.join('; '));
}

const BY_REASON: ReadonlyMap<string, Outcome> = new Map([
  ['cancelled', 'stopped'],
  ['max_tokens', 'limit'],
  ['max_turn_requests', 'limit'],
  ['refusal', 'failed'],
]);

function completedEnding(state: AcpState): Ending {
  if (state.denied.size === 0) return { outcome: 'completed' };
  const refused = `refused: ${[...new Set(state.denied.values())].join(', ')}`;
  return ending(changedAnything(state.tools) ? 'completed' : 'denied', refused);
}

const AUTH_REQUIRED = -32_000;

function troubleEnding(state: AcpState, { step, code, words }: NonNullable<AcpState['trouble']>): Ending {
  const said = `it could not ${step}: ${words}`;
  if (code === AUTH_REQUIRED || AUTH.test(words)) {
    const ways =
      state.signIns.length === 0
        ? ''
        : `; sign in with the program itself, or set authMethod to one of ${state.signIns.join(', ')}`;
    return ending('config-error', `${said}${ways}`);
  }
  return ending(step === 'answer' ? (BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'failed') : 'config-error', said);
}

const AUTH = /authenticat|unauthorized|not (?:logged|signed) in|api key|\b40[13]\b/i;

const BY_WORDS: readonly (readonly [RegExp, Outcome])[] = [
  [/context (?:window|length)|prompt is too long/i, 'context-exceeded'],
  [/quota|usage limit|rate.?limit|billing|credit|\b429\b/i, 'limit'],
  [/model .*not found|no such model|\b404\b/i, 'config-error'],
  [/overloaded|unavailable|high demand|capacity|timed? ?out|disconnected|connection|network|\b5\d\d\b/i, 'transient'],
];
