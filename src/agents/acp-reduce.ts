import type { AgentEvent } from '../model/agent.ts';
import { NO_TOKENS } from '../model/budget.ts';
import { actionText, type Verdict } from '../model/inbox.ts';
import { actionOf, permissionAnswer } from './acp-permission.ts';
import { answered } from './acp-setup.ts';
import { still, type AcpAsking, type AcpState, type AcpStep } from './acp-state.ts';
import { acpTool } from './acp-tools.ts';
import { requestEvent } from './event-line.ts';
import { has, looseLine, numberIn, objectIn, textIn, tokensIn, type Loose } from './loose-json.ts';
import { withRequest } from './meter.ts';
import { rulingOn } from './permission.ts';
import { toolEvent } from './tool-uses.ts';

/** One line an agent says over the Agent Client Protocol. Never throws: what is not understood is a `raw` event. */
export function reduceAcp(state: AcpState, line: string): AcpStep {
  const said = looseLine(line);
  if (said === undefined) return { ...still(state), events: line.trim() === '' ? [] : [{ t: 'raw', line }] };
  const method = textIn(said, 'method');
  const id = numberIn(said, 'id');
  if (method === undefined)
    return id === undefined ? { ...still(state), events: [{ t: 'raw', line }] } : answered(state, id, said);
  if (has(said, 'id')) return asked(state, method, said);
  if (state.resumed === 'loading') return still(state);
  return method === 'session/update' ? update(state, objectIn(objectIn(said, 'params'), 'update'), line) : still(state);
}

const NO_SUCH_METHOD = -32_601;

/** It asks something of us: permission, or a service we have not offered. */
function asked(state: AcpState, method: string, said: Loose): AcpStep {
  const base = { jsonrpc: '2.0', id: said['id'] };
  if (method !== 'session/request_permission') {
    const error = { code: NO_SUCH_METHOD, message: `xpar does not offer ${method}` };
    return { ...still(state), send: [{ ...base, error }] };
  }
  const params = objectIn(said, 'params');
  const told = objectIn(params, 'toolCall');
  const call = textIn(told, 'toolCallId') ?? `unnamed-${state.denied.size}`;
  // Some ask with less than they told of the call before.
  const known = state.tools.get(call);
  const kind = textIn(told, 'kind') ?? known?.kind;
  const action = actionOf({ ...told, ...(kind === undefined ? {} : { kind }) }, state.task.cwd);
  const ruling = rulingOn(action, state.task);
  const asking = { request: said['id'], params, call, ask: { ...action, why: ruling.rule === 'allow' ? '' : ruling.why } };
  if (ruling.rule === 'ask') return still({ ...state, asking: new Map(state.asking).set(call, asking) });
  return settled(state, asking, { allow: ruling.rule === 'allow', why: asking.ask.why });
}

/** The answer to a permission that was asked for. */
export function acpReply(state: AcpState, call: string, verdict: Verdict): AcpStep {
  const asking = state.asking.get(call);
  if (asking === undefined) return still(state);
  const rest = new Map(state.asking);
  rest.delete(call);
  return settled({ ...state, asking: rest }, asking, verdict);
}

function settled(state: AcpState, { request, params, call, ask }: AcpAsking, verdict: Verdict): AcpStep {
  const result = verdict.cancelled === true ? { outcome: { outcome: 'cancelled' } } : permissionAnswer(params, verdict.allow);
  const send = [{ jsonrpc: '2.0', id: request, result }];
  if (verdict.allow || verdict.cancelled === true) return { ...still(state), send };
  const { tool, why } = ask;
  const action = actionText(ask);
  const event: AgentEvent = { t: 'denied', tool, reason: verdict.why ?? why, ...(action === '' ? {} : { action }) };
  return { state: { ...state, denied: new Map(state.denied).set(call, tool) }, events: [event], send };
}

function update(before: AcpState, said: Loose, line: string): AcpStep {
  const kind = textIn(said, 'sessionUpdate') ?? '';
  const state = before.usageComes === undefined && ANSWERS.has(kind) ? { ...before, usageComes: 'last' as const } : before;
  switch (kind) {
    case 'agent_message_chunk':
      return message(state, said);
    case 'tool_call':
    case 'tool_call_update':
      return tool(state, said);
    case 'usage_update':
      return usage(state, said);
    case 'compaction_update':
      return compaction(state, said);
    case 'session_info_update':
      return still(stood(state, said));
  }
  return SILENT.has(kind) ? still(state) : { ...still(state), events: [{ t: 'raw', line }] };
}

/** What a model answers with. */
const ANSWERS: ReadonlySet<string> = new Set(['agent_message_chunk', 'agent_thought_chunk', 'tool_call']);

const SILENT: ReadonlySet<string> = new Set([
  'agent_thought_chunk',
  'user_message_chunk',
  'available_commands_update',
  'current_mode_update',
  'config_option_update',
  'plan',
]);

const REPORT_LENGTH = 4_000;

/** Messages come in pieces; those of one message have one id, or nothing between them. */
function message(state: AcpState, said: Loose): AcpStep {
  const text = textIn(objectIn(said, 'content'), 'text') ?? '';
  const id = textIn(said, 'messageId') ?? state.report.id;
  const before = id === state.report.id ? state.report.text : '';
  return {
    state: { ...state, report: { id, text: (before + text).slice(0, REPORT_LENGTH) } },
    events: [{ t: 'text', text }],
    send: [],
  };
}

function tool(state: AcpState, said: Loose): AcpStep {
  const id = textIn(said, 'toolCallId') ?? '';
  const known = state.tools.get(id);
  const use = { ...acpTool(said, state.task.cwd, known), ...(state.denied.has(id) ? { refused: true } : {}) };
  const ended = use.ok !== undefined;
  const next = {
    ...state,
    tools: new Map(state.tools).set(id, use),
    toolEnded: state.toolEnded || ended,
    report: { id: '', text: '' },
  };
  // Calls grow by many small updates: told are their beginning and their end.
  return { state: next, events: known === undefined || ended ? [toolEvent(id, use)] : [], send: [] };
}

/**
 * `used` is the context as it stands. Where it is told first, it is still the same request's until a tool has ended, its answer
 * growing; where it is told last, each new figure is a request's.
 */
function usage(state: AcpState, said: Loose): AcpStep {
  const used = tokensIn(said, 'used');
  const amount = numberIn(objectIn(said, 'cost'), 'amount');
  const paid = amount === undefined || amount < 0 ? state : { ...state, usd: amount };
  if (used === undefined || used === 0) return still(paid);
  const comes = state.usageComes ?? 'first';
  const grown = { ...paid, contextTokens: used, usageComes: comes };
  const last = [...state.requests].at(-1);
  if (comes === 'last' && last?.[1].contextTokens === used) return still(grown);
  if (comes === 'first' && !state.toolEnded && last !== undefined) {
    const [id, use] = last;
    const output = Math.max(0, used - use.contextTokens);
    return still({ ...grown, requests: withRequest(state.requests, id, { ...use, split: { ...NO_TOKENS, output } }) });
  }
  const use = { main: true, contextTokens: used, split: NO_TOKENS };
  const requests = withRequest(state.requests, `request-${state.requests.size + 1}`, use);
  const window = tokensIn(said, 'size');
  return { state: { ...grown, requests, toolEnded: false }, events: [requestEvent(use, window)], send: [] };
}

/** Codex tells how its thread stands: by this alone is known that a turn it calls ended broke off. */
function stood(state: AcpState, said: Loose): AcpState {
  const type = textIn(objectIn(objectIn(objectIn(said, '_meta'), 'codex'), 'threadStatus'), 'type');
  return type === 'systemError' || type === 'active' ? { ...state, broken: type === 'systemError' } : state;
}

function compaction(state: AcpState, said: Loose): AcpStep {
  const status = textIn(said, 'status') ?? 'completed';
  if (status !== 'completed') return still(state);
  const event: AgentEvent = { t: 'compacted', before: state.contextTokens };
  return { state: { ...state, compactions: state.compactions + 1 }, events: [event], send: [] };
}
