import type { AgentResult, Outcome, RunSpec } from '../model/agent.ts';
import type { TokenSplit } from '../model/budget.ts';
import { splitOf } from './codex-rollout.ts';
import type { CodexState } from './codex-state.ts';
import { commonEnding, ending, exitText, paused, type Ending } from './ending.ts';
import { numberIn, objectIn, textIn, type Loose } from './loose-json.ts';
import { measured, type Requests } from './meter.ts';
import type { SessionEnd } from './dialect.ts';
import { audit, changedAnything } from './tool-uses.ts';

const REPORT_LENGTH = 4_000;

/** What a Codex session came to: judged by its turn's end, then by who stopped it, and by its exit code last. */
export function codexResult(state: CodexState, end: SessionEnd, program: string, limits: RunSpec['limits']): AgentResult {
  const context = measured(requestsOf(state));
  const total = totalOf(state);
  return {
    ...paused(codexEnding(state, end, program, limits), state.resetsAt),
    exit: end.exit,
    ...(state.thread === undefined ? {} : { session: state.thread }),
    settled: state.last !== undefined || state.aborted,
    ...context,
    spend: total ?? context.spend,
    spendSource: total !== undefined ? 'agent-total' : context.requests > 0 ? 'per-request' : 'none',
    denials: state.denied.size,
    compactions: state.compactions,
    ...audit(state.tools, new Map()),
    ...(state.report === undefined ? {} : { report: state.report.slice(0, REPORT_LENGTH) }),
  };
}

/** Turns of this run: the last ones of the thread, as many as its stream told. */
function ownTurns({ turnIds, turns }: CodexState): readonly string[] {
  return turns === 0 ? turnIds : turnIds.slice(-turns);
}

function requestsOf(state: CodexState): Requests {
  const own = ownTurns(state);
  return new Map([...state.requests].filter(([id]) => own.includes(state.turnOf.get(id) ?? '')));
}

/** The total at a turn's end counts over the whole thread: of a resumed one only the requests of this run are its own. */
function totalOf({ last, turns, turnIds, resumed }: CodexState): TokenSplit | undefined {
  return !resumed && last?.ok === true && turnIds.length <= turns ? splitOf(objectIn(last.said, 'usage')) : undefined;
}

function codexEnding(state: CodexState, end: SessionEnd, program: string, limits: RunSpec['limits']): Ending {
  // Asked to stop, it may have finished first: then it is done, not stopped.
  if (state.last?.ok === true) return completedEnding(state, end);
  const common = commonEnding(end, program, state.contextTokens, limits);
  if (common !== undefined) return common;
  if (state.last !== undefined) return errorEnding(state);
  return state.aborted ? ending('stopped', 'its turn was interrupted') : wordlessEnding(state, end);
}

function completedEnding(state: CodexState, end: SessionEnd): Ending {
  if (end.exit.code !== null && end.exit.code !== 0)
    return ending('failed', `it said it was done and left with ${exitText(end.exit)}: ${end.errors}`);
  if (state.denied.size === 0) return { outcome: 'completed' };
  const refused = `refused: ${[...new Set(state.denied.values())].join(', ')}`;
  return ending(changedAnything(state.tools) ? 'completed' : 'denied', refused);
}

/** It leaves before its first word where its settings or its folder are not to its liking. */
const SETTINGS =
  /error loading config|invalid (?:value|config)|unexpected argument|not inside a trusted directory|unknown variant/i;

function wordlessEnding(state: CodexState, end: SessionEnd): Ending {
  const words = [`it ended without a result, ${exitText(end.exit)}`, state.retrying, end.errors].filter(
    (part) => part !== undefined && part !== '',
  );
  return ending(state.thread === undefined && SETTINGS.test(end.errors) ? 'config-error' : 'crashed', words.join('; '));
}

function errorEnding(state: CodexState): Ending {
  const words = textIn(objectIn(state.last!.said, 'error'), 'message') ?? textIn(state.error ?? {}, 'message') ?? '';
  return ending(errorOutcome(state.error ?? {}, words), words);
}

const BY_NAME: ReadonlyMap<string, Outcome> = new Map([
  ['context_window_exceeded', 'context-exceeded'],
  ['usage_limit_exceeded', 'limit'],
  ['unauthorized', 'config-error'],
  ['server_overloaded', 'transient'],
  ['internal_server_error', 'transient'],
]);

/** Words count where no rollout tells the kind of the error, which is all that the stream has. */
const BY_WORDS: readonly (readonly [RegExp, Outcome])[] = [
  [/context window/i, 'context-exceeded'],
  [/quota|usage limit|billing|\b429\b/i, 'limit'],
  [/missing environment variable|not (?:logged|signed) in|(?:log|sign) (?:in|out) again|refresh token/i, 'config-error'],
  [/model not found|model .*(?:does not exist|not supported)|\b40[134]\b/i, 'config-error'],
  [/high demand|at capacity|overloaded|disconnected|timed? ?out|connection|\b5\d\d\b/i, 'transient'],
];

function errorOutcome(error: Loose, words: string): Outcome {
  const info = error['codex_error_info'];
  const named = typeof info === 'string' ? BY_NAME.get(info) : byStatus(objectIn(error, 'codex_error_info'));
  return named ?? BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'failed';
}

/** `{ http_connection_failed: { http_status_code: 401 } }` */
function byStatus(info: Loose): Outcome | undefined {
  const [kind] = Object.keys(info);
  if (kind === undefined) return undefined;
  const status = numberIn(objectIn(info, kind), 'http_status_code');
  if (status === 429) return 'limit';
  if (status === 401 || status === 403 || status === 404) return 'config-error';
  return status === undefined || status >= 500 ? 'transient' : undefined;
}
