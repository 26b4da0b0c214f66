import type { AgentEvent } from '../model/agent.ts';
import type { CodexState, CodexStep } from './codex-state.ts';
import { looseLine, numberIn, objectIn, objectsIn, textIn, type Loose } from './loose-json.ts';
import { fromWorktree, toolEvent, type ToolUse } from './tool-uses.ts';

/** One line of `codex exec --json`: what it did. What it used stands in its rollout. Never throws. */
export function reduceCodex(state: CodexState, line: string): CodexStep {
  const said = looseLine(line);
  if (said === undefined) return { state, events: kept(line) };
  switch (textIn(said, 'type') ?? '') {
    case 'thread.started':
      return quiet(threadOf(state, textIn(said, 'thread_id')));
    case 'turn.started':
      return quiet({ ...state, turns: state.turns + 1 });
    case 'item.started':
    case 'item.updated':
    case 'item.completed':
      return item(state, said, line);
    case 'error':
      return trouble(state, textIn(said, 'message') ?? '');
    case 'turn.completed':
      return quiet({ ...state, last: { ok: true, said } });
    case 'turn.failed':
      return quiet({ ...state, last: { ok: false, said } });
  }
  return { state, events: [{ t: 'raw', line }] };
}

function kept(line: string): readonly AgentEvent[] {
  return line.trim() === '' ? [] : [{ t: 'raw', line }];
}

function quiet(state: CodexState): CodexStep {
  return { state, events: [] };
}

function threadOf(state: CodexState, thread: string | undefined): CodexState {
  return thread === undefined ? state : { ...state, thread };
}

/** `Reconnecting... 1/2 (cause)`: it tries again by itself. The error it ends with comes again with the turn's end. */
function trouble(state: CodexState, message: string): CodexStep {
  const [, attempt, cause = ''] = /^Reconnecting\.\.\. (\d+)\/\d+(?: \(([\s\S]*)\))?/.exec(message) ?? [];
  if (attempt === undefined) return quiet(state);
  const retry: AgentEvent = { t: 'retry', attempt: Number(attempt), delayMs: 0, cause: cause.slice(0, 500) };
  return { state: { ...state, retrying: `retry ${attempt}: ${retry.cause}` }, events: [retry] };
}

function item(state: CodexState, whole: Loose, line: string): CodexStep {
  const said = objectIn(whole, 'item');
  const ended = textIn(whole, 'type') === 'item.completed';
  const type = textIn(said, 'type') ?? '';
  const what = toolOf(state, type, said);
  if (what !== undefined) return tool(state, said, what, ended);
  if (type === 'agent_message' && ended) return message(state, textIn(said, 'text') ?? '');
  return SILENT.has(type) ? quiet(state) : { state, events: [{ t: 'raw', line }] };
}

const SILENT: ReadonlySet<string> = new Set(['reasoning', 'todo_list', 'agent_message']);

function toolOf(state: CodexState, type: string, said: Loose): ToolUse | undefined {
  switch (type) {
    case 'command_execution':
      return { kind: 'execute', paths: [], command: plainCommand(textIn(said, 'command') ?? '') };
    case 'file_change':
      return { kind: 'edit', paths: changedPaths(state, said) };
    case 'mcp_tool_call':
    case 'collab_tool_call':
      return { kind: 'other', paths: [] };
    case 'web_search':
      return { kind: 'search', paths: [] };
  }
  return undefined;
}

function message(state: CodexState, text: string): CodexStep {
  const { retrying: _, ...calm } = state;
  return { state: { ...calm, report: text }, events: [{ t: 'text', text }] };
}

function changedPaths(state: CodexState, said: Loose): readonly string[] {
  return objectsIn(said, 'changes').flatMap((change) => {
    const file = textIn(change, 'path');
    return file === undefined ? [] : [fromWorktree(file, state.cwd)];
  });
}

function tool(state: CodexState, said: Loose, what: ToolUse, ended: boolean): CodexStep {
  const id = textIn(said, 'id') ?? `unnamed-${state.tools.size}`;
  if (!ended && state.tools.has(id)) return quiet(state);
  const output = textIn(said, 'aggregated_output');
  const end = ended
    ? { ok: textIn(said, 'status') !== 'failed' && (numberIn(said, 'exit_code') ?? 0) === 0, ...sizeOf(output) }
    : {};
  const use = { ...what, ...end };
  return { state: { ...state, tools: new Map(state.tools).set(id, use) }, events: [toolEvent(id, use)] };
}

function sizeOf(output: string | undefined): { readonly bytes?: number } {
  return output === undefined ? {} : { bytes: Buffer.byteLength(output) };
}

/** `/bin/bash -lc 'cat add.mjs'` is told as `cat add.mjs`. */
export function plainCommand(told: string): string {
  const [, wrapped] = /^\S*\b(?:ba|z|da)?sh -l?c ([\s\S]+)$/.exec(told) ?? [];
  if (wrapped === undefined) return told;
  const [quote] = wrapped;
  if (wrapped.length < 2 || wrapped.at(-1) !== quote) return wrapped;
  if (quote === "'") return wrapped.slice(1, -1).replaceAll(/'(?:\\''|"'"')/g, "'");
  return quote === '"' ? wrapped.slice(1, -1).replaceAll(/\\([\\"$`])/g, '$1') : wrapped;
}
