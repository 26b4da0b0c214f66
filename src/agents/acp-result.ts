import type { AgentResult, Outcome, RunSpec } from '../model/agent.ts';
import { NO_TOKENS } from '../model/budget.ts';
import { spendOf } from './acp-spend.ts';
import type { AcpState } from './acp-state.ts';
import type { SessionEnd } from './dialect.ts';
import { commonEnding, ending, exitText, paused, type Ending } from './ending.ts';
import { textIn } from './loose-json.ts';
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

function acpEnding(state: AcpState, end: SessionEnd, program: string, limits: RunSpec['limits']): Ending {
  const reason = state.last === undefined ? undefined : (textIn(state.last, 'stopReason') ?? '');
  // Asked to stop, it may have finished first: then it is done, not stopped.
  const hasEnded = reason === 'end_turn';
  if (hasEnded && state.broken !== true) return completedEnding(state);
  const common = commonEnding(end, program, state.contextTokens, limits);
  if (common !== undefined) return common;
  if (state.trouble !== undefined) return troubleEnding(state, state.trouble);
  if (hasEnded) return troubleEnding(state, { step: 'answer', words: state.report.text.trim() });
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

function troubleEnding(state: AcpState, { step, code, kind, words }: NonNullable<AcpState['trouble']>): Ending {
  const said = `it could not ${step}: ${words}`;
  if (code === AUTH_REQUIRED || AUTH.test(words)) {
    const ways =
      state.signIns.length === 0
        ? '; sign in with the program itself'
        : `; sign in with the program itself, or set authMethod to one of ${state.signIns.join(', ')}`;
    return ending('config-error', `${said}${ways}`);
  }
  const named = BY_KIND.get(kind ?? '') ?? BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'failed';
  return ending(step === 'answer' ? named : 'config-error', said);
}

/** As the adapters of Claude Code and of Codex name them. */
const BY_KIND: ReadonlyMap<string, Outcome> = new Map([
  ['authentication_failed', 'config-error'],
  ['billing_error', 'limit'],
  ['model_not_found', 'config-error'],
  ['overloaded', 'transient'],
  ['rate_limit', 'limit'],
  ['server_error', 'transient'],
  ['contextWindowExceeded', 'context-exceeded'],
  ['internalServerError', 'transient'],
  ['serverOverloaded', 'transient'],
  ['unauthorized', 'config-error'],
  ['usageLimitExceeded', 'limit'],
]);

const AUTH = /authenticat|unauthorized|not (?:logged|signed) in|api.key|\b40[13]\b/i;

const BY_WORDS: readonly (readonly [RegExp, Outcome])[] = [
  [/context (?:window|length)|prompt is too long/i, 'context-exceeded'],
  [/quota|usage limit|rate.?limit|billing|credit|\b429\b/i, 'limit'],
  [/model .*not found|no such model|\b404\b/i, 'config-error'],
  [/overloaded|unavailable|high demand|capacity|timed? ?out|disconnected|connection|network|\b5\d\d\b/i, 'transient'],
];
