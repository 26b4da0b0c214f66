import type { AgentResult, Outcome, RunSpec } from '../model/agent.ts';
import { addTokens, type TokenSplit } from '../model/budget.ts';
import type { ClaudeState } from './claude-state.ts';
import { audit, changedAnything } from './tool-uses.ts';
import { commonEnding, ending, exitText, paused, type Ending } from './ending.ts';
import { numberIn, textIn, textsIn, type Loose } from './loose-json.ts';
import { measured } from './meter.ts';
import type { SessionEnd } from './dialect.ts';

/** What a Claude Code session came to: judged by its result event, then by who stopped it, and by its exit code last. */
export function claudeResult(state: ClaudeState, end: SessionEnd, program: string, limits: RunSpec['limits']): AgentResult {
  const context = measured(state.requests);
  return {
    ...paused(claudeEnding(state, end, program, limits), state.resetsAt),
    exit: end.exit,
    ...(state.session === undefined ? {} : { session: state.session }),
    settled: state.last !== undefined,
    ...context,
    spend: spendOf(state, context.spend),
    spendSource: spendSource(state),
    denials: state.denied.size,
    compactions: state.compactions,
    ...audit(state.tools, state.denied),
    ...reportOf(state.last),
  };
}

const REPORT_LENGTH = 4_000;

function reportOf(last: Loose | undefined): Pick<AgentResult, 'report'> {
  const report = last === undefined || last['is_error'] === true ? undefined : textIn(last, 'result');
  return report === undefined ? {} : { report: report.slice(0, REPORT_LENGTH) };
}

/** The agent's totals, and what it asked for after it gave them: one that was ended in a later turn gave no more. */
function spendOf({ totals, requests, settled }: ClaudeState, told: TokenSplit): TokenSplit {
  if (totals === undefined) return told;
  return [...requests.values()]
    .slice(settled)
    .map(({ split }) => split)
    .reduce(addTokens, totals);
}

function spendSource(state: ClaudeState): AgentResult['spendSource'] {
  if (state.totals !== undefined) return 'agent-total';
  return state.requests.size > 0 ? 'per-request' : 'none';
}

function claudeEnding(state: ClaudeState, end: SessionEnd, program: string, limits: RunSpec['limits']): Ending {
  // Asked to stop, it may have finished first: then it is done, not stopped. After it was told to hand back it is not.
  if (end.handedBack !== true && state.last !== undefined && isCompleted(state.last))
    return state.aborted === true ? ending('stopped', 'stopped, and it handed back') : completedEnding(state, end);
  const common = commonEnding(end, program, latestContext(state), limits);
  if (common !== undefined) return common;
  return state.last === undefined ? wordlessEnding(state, end) : errorEnding(state.last, state.errorType);
}

/** Tokens in the main chain's window at the last request; 0 before the first. */
export function latestContext(state: ClaudeState): number {
  const id = state.current.get('');
  return (id === undefined ? undefined : state.requests.get(id)?.contextTokens) ?? 0;
}

/** `subtype: success` stands beside `is_error: true` on API errors, so both are asked. */
export function isCompleted(last: Loose): boolean {
  return textIn(last, 'subtype') === 'success' && last['is_error'] !== true;
}

function completedEnding(state: ClaudeState, end: SessionEnd): Ending {
  if (end.exit.code !== null && end.exit.code !== 0)
    return ending('failed', `it said it was done and left with ${exitText(end.exit)}: ${end.errors}`);
  if (state.denied.size === 0) return { outcome: 'completed' };
  const refused = `refused: ${[...new Set(state.denied.values())].join(', ')}`;
  return ending(changedAnything(state.tools) ? 'completed' : 'denied', refused);
}

function wordlessEnding(state: ClaudeState, end: SessionEnd): Ending {
  const words = [`it ended without a result, ${exitText(end.exit)}`, state.retrying, end.errors].filter(
    (part) => part !== undefined && part !== '',
  );
  return ending('crashed', words.join('; '));
}

function errorEnding(last: Loose, errorType: string | undefined): Ending {
  const status = numberIn(last, 'api_error_status');
  const words = textIn(last, 'result') ?? textsIn(last, 'errors').join('; ');
  return ending(
    errorOutcome(last, errorType, words),
    [status, errorType, words].filter((part) => part !== undefined && part !== '').join(' · '),
  );
}

const BY_TERMINAL: ReadonlyMap<string, Outcome> = new Map([
  ['prompt_too_long', 'context-exceeded'],
  ['blocking_limit', 'context-exceeded'],
  ['max_turns', 'limit'],
  ['budget_exhausted', 'limit'],
  ['aborted_streaming', 'stopped'],
  ['aborted_tools', 'stopped'],
]);

const BY_ERROR: ReadonlyMap<string, Outcome> = new Map([
  ['billing_error', 'limit'],
  ['rate_limit', 'limit'],
  ['max_output_tokens', 'limit'],
  ['authentication_failed', 'config-error'],
  ['oauth_org_not_allowed', 'config-error'],
  ['model_not_found', 'config-error'],
  ['server_error', 'transient'],
  ['overloaded', 'transient'],
]);

function errorOutcome(last: Loose, errorType: string | undefined, words: string): Outcome {
  // The window's end comes under the same error type as a long answer.
  if (/context window/i.test(words)) return 'context-exceeded';
  if (textIn(last, 'stop_reason') === 'refusal') return 'failed';
  return (
    BY_TERMINAL.get(textIn(last, 'terminal_reason') ?? '') ??
    BY_ERROR.get(errorType ?? '') ??
    byStatus(numberIn(last, 'api_error_status'), errorType)
  );
}

function byStatus(status: number | undefined, errorType: string | undefined): Outcome {
  // No status and an error nobody could name: the connection was lost.
  if (status === undefined) return errorType === 'unknown' ? 'transient' : 'failed';
  if (status === 429) return 'limit';
  if (status === 401 || status === 403 || status === 404) return 'config-error';
  return status >= 500 ? 'transient' : 'failed';
}
