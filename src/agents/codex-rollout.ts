import type { AgentEvent } from '../model/agent.ts';
import type { TokenSplit } from '../model/budget.ts';
import type { CodexState, CodexStep } from './codex-state.ts';
import { requestEvent } from './event-line.ts';
import { has, looseLine, numberIn, objectIn, textIn, tokensIn, type Loose } from './loose-json.ts';
import { withRequest } from './meter.ts';

/**
 * One line of a rollout, the file Codex keeps of a thread: what each request used, what was refused, what broke. Most of its
 * lines repeat the stream and are passed over. Never throws.
 */
export function reduceRollout(state: CodexState, line: string): CodexStep {
  const said = looseLine(line);
  if (said === undefined) return { state, events: [] };
  const payload = objectIn(said, 'payload');
  switch (textIn(said, 'type') ?? '') {
    case 'session_meta':
      return { state: { ...state, version: textIn(payload, 'cli_version') ?? state.version }, events: [] };
    case 'turn_context':
      return session(state, payload);
    case 'token_usage_record':
      return record(state, payload);
    case 'response_item':
      return call(state, payload);
    case 'compacted':
      return {
        state: { ...state, compactions: state.compactions + 1 },
        events: [{ t: 'compacted', before: state.contextTokens }],
      };
    case 'event_msg':
      return message(state, payload);
  }
  return { state, events: [] };
}

/** A line that an earlier run of a resumed thread left: nothing of it is this run's but how its counts go on. */
export function passEarlier(state: CodexState, line: string): CodexState {
  const { records, lastTotal, window } = reduceRollout(state, line).state;
  return { ...state, records, lastTotal, ...(window === undefined ? {} : { window }) };
}

function session(state: CodexState, payload: Loose): CodexStep {
  const event: AgentEvent = {
    t: 'session',
    id: state.thread ?? '',
    model: textIn(payload, 'model') ?? '',
    tools: [],
    version: state.version,
  };
  return { state, events: [event] };
}

function message(state: CodexState, payload: Loose): CodexStep {
  switch (textIn(payload, 'type') ?? '') {
    case 'task_started':
      return { state: { ...begun(state, textIn(payload, 'turn_id') ?? ''), ...windowIn(payload) }, events: [] };
    case 'token_count':
      return counted({ ...state, ...resetIn(objectIn(payload, 'rate_limits')) }, objectIn(payload, 'info'));
    case 'task_complete':
      return { state: has(payload, 'error') ? { ...state, error: objectIn(payload, 'error') } : state, events: [] };
    case 'turn_aborted':
      return { state: { ...state, aborted: true }, events: [] };
  }
  return { state, events: [] };
}

function begun(state: CodexState, turn: string): CodexState {
  return state.turnIds.includes(turn) ? state : { ...state, turnIds: [...state.turnIds, turn] };
}

function windowIn(from: Loose): { readonly window?: number } {
  const window = tokensIn(from, 'model_context_window');
  return window === undefined ? {} : { window };
}

/** Of the limits that are used up, the one that lasts longest. */
function resetIn(limits: Loose): { readonly resetsAt?: number } {
  const ends = ['primary', 'secondary']
    .map((name) => objectIn(limits, name))
    .filter((limit) => (numberIn(limit, 'used_percent') ?? 0) >= 100)
    .flatMap((limit) => numberIn(limit, 'resets_at') ?? []);
  return ends.length === 0 ? {} : { resetsAt: Math.max(...ends) * 1_000 };
}

/** Input as Codex tells it includes what was cached: ours never does. */
export function splitOf(usage: Loose): TokenSplit {
  const input = tokensIn(usage, 'input_tokens') ?? 0;
  const cacheRead = Math.min(input, tokensIn(usage, 'cached_input_tokens') ?? 0);
  const cacheWrite = Math.min(input - cacheRead, tokensIn(usage, 'cache_write_input_tokens') ?? 0);
  return { input: input - cacheRead - cacheWrite, cacheRead, cacheWrite, output: tokensIn(usage, 'output_tokens') ?? 0 };
}

function record(state: CodexState, payload: Loose): CodexStep {
  const turn = textIn(payload, 'turn_id') ?? '';
  const id = textIn(payload, 'response_id') ?? `response-${state.requests.size}`;
  return request({ ...begun(state, turn), records: true }, { id, turn, usage: objectIn(payload, 'usage') });
}

function request(state: CodexState, told: { id: string; turn: string; usage: Loose }): CodexStep {
  const { id, turn, usage } = told;
  const split = splitOf(usage);
  const contextTokens = split.input + split.cacheRead + split.cacheWrite;
  const use = { main: true, contextTokens, split };
  const known = state.requests.has(id);
  const { retrying: _, ...calm } = state;
  const next = {
    ...calm,
    contextTokens,
    requests: withRequest(state.requests, id, use),
    turnOf: new Map(state.turnOf).set(id, turn),
  };
  return { state: next, events: known ? [] : [requestEvent(use, state.window)] };
}

/** Versions without records: each time the thread's total has grown, the last request is told beside it. */
function counted(state: CodexState, info: Loose): CodexStep {
  const seen = { ...state, ...windowIn(info) };
  const total = tokensIn(objectIn(info, 'total_token_usage'), 'total_tokens') ?? 0;
  const usage = objectIn(info, 'last_token_usage');
  if (state.records || total <= state.lastTotal || (tokensIn(usage, 'input_tokens') ?? 0) === 0)
    return { state: seen, events: [] };
  return request({ ...seen, lastTotal: total }, { id: `total-${total}`, turn: state.turnIds.at(-1) ?? '', usage });
}

/** What a command that ran gives back begins with how it ran. */
const RAN = /^(?:Chunk ID|Exit code|Wall time|\{)/;
const REFUSED = /\b(?:rejected|reject command)\b/i;

function call(state: CodexState, payload: Loose): CodexStep {
  const id = textIn(payload, 'call_id');
  if (id === undefined) return { state, events: [] };
  const name = textIn(payload, 'name');
  if (name !== undefined) return { state: { ...state, calls: new Map(state.calls).set(id, name) }, events: [] };
  const output = (textIn(payload, 'output') ?? '').slice(0, 300);
  if (RAN.test(output) || !REFUSED.test(output) || state.denied.has(id)) return { state, events: [] };
  const tool = state.calls.get(id) ?? 'unknown';
  const denied: AgentEvent = { t: 'denied', tool, reason: output };
  return { state: { ...state, denied: new Map(state.denied).set(id, tool) }, events: [denied] };
}
