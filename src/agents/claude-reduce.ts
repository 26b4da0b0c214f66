import type { AgentEvent } from '../model/agent.ts';
import { addTokens, NO_TOKENS } from '../model/budget.ts';
import { actionText } from '../model/inbox.ts';
import type { ClaudeState, Step } from './claude-state.ts';
import { toolUse } from './claude-tools.ts';
import { chainOf, copyOf, streamEvent, tell, totalsOf } from './claude-usage.ts';
import { looseLine, numberIn, objectIn, objectsIn, textIn, textsIn, tokensIn, type Loose } from './loose-json.ts';
import { toolEvent, type ToolUse } from './tool-uses.ts';

/** One line of `--output-format stream-json`. Never throws: what is not understood is a `raw` event. */
export function reduceClaude(state: ClaudeState, line: string): Step {
  const said = looseLine(line);
  const type = said === undefined ? undefined : textIn(said, 'type');
  if (said === undefined || type === undefined) return { state, events: line.trim() === '' ? [] : [{ t: 'raw', line }] };
  switch (type) {
    case 'system':
      return system(state, said, line);
    case 'assistant':
      return assistant(state, said);
    case 'user':
      return toolResults(state, said);
    case 'stream_event':
      return streamEvent(state, said);
    case 'result':
      return result(state, said);
    case 'rate_limit_event':
      return rateLimit(state, objectIn(said, 'rate_limit_info'));
    case 'control_response':
      return { state, events: [] };
  }
  return { state, events: [{ t: 'raw', line }] };
}

function system(state: ClaudeState, said: Loose, line: string): Step {
  switch (textIn(said, 'subtype') ?? '') {
    case 'init':
      return init(state, said);
    case 'api_retry':
      return retry(state, said);
    case 'permission_denied':
      return refused(state, said, textIn(said, 'message') ?? textIn(said, 'decision_reason') ?? 'no reason given');
    case 'compact_boundary':
      return compacted(state, objectIn(said, 'compact_metadata'));
    case 'status':
    case 'thinking_tokens':
    case 'ui_invalidate':
      return { state, events: [] };
  }
  return { state, events: [{ t: 'raw', line }] };
}

/** Told with every change of the account's limits; only one that turns requests away has to be waited for. */
function rateLimit(state: ClaudeState, info: Loose): Step {
  const seconds = numberIn(info, 'resetsAt');
  const reached = textIn(info, 'status') === 'rejected' && seconds !== undefined;
  return { state: reached ? { ...state, resetsAt: seconds * 1_000 } : state, events: [] };
}

function retry(state: ClaudeState, said: Loose): Step {
  const attempt = numberIn(said, 'attempt') ?? 0;
  const cause = [numberIn(said, 'error_status'), textIn(said, 'error')].filter((part) => part !== undefined).join(' ');
  return {
    state: { ...state, retrying: `retry ${attempt}: ${cause}` },
    events: [{ t: 'retry', attempt, delayMs: numberIn(said, 'retry_delay_ms') ?? 0, cause }],
  };
}

function compacted(state: ClaudeState, sizes: Loose): Step {
  const after = tokensIn(sizes, 'post_tokens');
  const event: AgentEvent = {
    t: 'compacted',
    before: tokensIn(sizes, 'pre_tokens') ?? 0,
    ...(after === undefined ? {} : { after }),
  };
  return { state: { ...state, compactions: state.compactions + 1 }, events: [event] };
}

function init(state: ClaudeState, said: Loose): Step {
  const id = textIn(said, 'session_id') ?? '';
  const tools = textsIn(said, 'tools');
  const event: AgentEvent = {
    t: 'session',
    id,
    model: textIn(said, 'model') ?? '',
    tools,
    version: textIn(said, 'claude_code_version') ?? '',
  };
  // The program resolves links in its folder's name; paths of its tools are told from there.
  return { state: { ...state, session: id, cwd: textIn(said, 'cwd') ?? state.cwd }, events: [event] };
}

/** A call that was not permitted; told once, whoever says so. */
export function refused(state: ClaudeState, said: Loose, reason: string): Step {
  const id = textIn(said, 'tool_use_id') ?? `unnamed-${state.denied.size}`;
  const tool = textIn(said, 'tool_name') ?? 'unknown';
  if (state.denied.has(id)) return { state, events: [] };
  return {
    state: { ...state, denied: new Map(state.denied).set(id, tool) },
    events: [{ t: 'denied', tool, reason, ...actionIn(state.tools.get(id)) }],
  };
}

function actionIn(use: ToolUse | undefined): { readonly action?: string } {
  const action = use === undefined ? '' : actionText(use);
  return action === '' ? {} : { action };
}

function assistant(state: ClaudeState, said: Loose): Step {
  const message = objectIn(said, 'message');
  // Made up by the program itself to show an API error: no request, and a usage of zeros.
  const errorType = textIn(said, 'error');
  if (errorType !== undefined || textIn(message, 'model') === '<synthetic>')
    return { state: { ...state, errorType: errorType ?? 'unknown' }, events: [] };
  const seen = copyOf(state, chainOf(said), message);
  return objectsIn(message, 'content').reduce<Step>((step, block) => {
    const next = content(step.state, block);
    return { state: next.state, events: [...step.events, ...next.events] };
  }, seen);
}

function content(state: ClaudeState, block: Loose): Step {
  const text = textIn(block, 'text');
  if (textIn(block, 'type') === 'text' && text !== undefined) return { state, events: [{ t: 'text', text }] };
  const id = textIn(block, 'id');
  if (textIn(block, 'type') !== 'tool_use' || id === undefined) return { state, events: [] };
  const use = toolUse(block, state.cwd, state.tools);
  return { state: { ...state, tools: new Map(state.tools).set(id, use) }, events: [toolEvent(id, use)] };
}

function toolResults(state: ClaudeState, said: Loose): Step {
  return objectsIn(objectIn(said, 'message'), 'content').reduce<Step>(
    (step, block) => {
      const id = textIn(block, 'tool_use_id');
      const known = id === undefined ? undefined : step.state.tools.get(id);
      if (id === undefined || known === undefined) return step;
      const refusal = step.state.denied.has(id) ? { refused: true } : {};
      const use = { ...known, ok: block['is_error'] !== true, bytes: sizeOf(block['content']), ...refusal };
      return {
        state: { ...step.state, tools: new Map(step.state.tools).set(id, use) },
        events: [...step.events, toolEvent(id, use)],
      };
    },
    { state, events: [] },
  );
}

/** Bytes of a tool's result: text, or blocks of it. */
function sizeOf(content: unknown): number {
  return Buffer.byteLength(typeof content === 'string' ? content : JSON.stringify(content ?? ''));
}

function result(state: ClaudeState, said: Loose): Step {
  const told = [...state.current.values()].reduce<Step>((step, id) => also(step, tell(step.state, id)), { state, events: [] });
  const denials = objectsIn(said, 'permission_denials').reduce<Step>(
    (step, denial) => also(step, refused(step.state, denial, 'refused')),
    told,
  );
  const totals = totalsOf(said, state.last === undefined && !state.resumed);
  const sum = totals === undefined ? {} : { totals: addTokens(state.totals ?? NO_TOKENS, totals) };
  return {
    state: {
      ...denials.state,
      ...sum,
      last: said,
      turns: state.turns + 1,
      settled: denials.state.requests.size,
      ...(isAborted(said) ? { aborted: true } : {}),
    },
    events: denials.events,
  };
}

function isAborted(said: Loose): boolean {
  return (textIn(said, 'terminal_reason') ?? '').startsWith('aborted_');
}

function also(before: Step, next: Step): Step {
  return { state: next.state, events: [...before.events, ...next.events] };
}
