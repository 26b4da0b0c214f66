import type { Verdict } from '../model/inbox.ts';
import { refused } from './claude-reduce.ts';
import { permissionResponse } from './claude-start.ts';
import type { ClaudeState, Step } from './claude-state.ts';
import { toolUse } from './claude-tools.ts';
import type { AskedFor } from './dialect.ts';
import { looseLine, objectIn, textIn, type Loose } from './loose-json.ts';
import { rulingOn, type Bounds } from './permission.ts';

interface Asking {
  readonly call: Loose;
  readonly input: Loose;
  readonly ask: AskedFor['ask'];
}

export interface ClaudePermissions {
  /** A line that is a request for permission, or takes one back; undefined for any other. */
  heard(state: ClaudeState, line: string): Step | undefined;
  asks(): readonly AskedFor[];
  reply(state: ClaudeState, id: string, verdict: Verdict): Step;
  answers(): string;
}

/** `can_use_tool` over the duplex stream: rules are answered at once, the rest is handed on. */
export function claudePermissions(bounds: Omit<Bounds, 'cwd'>): ClaudePermissions {
  const open = new Map<string, Asking>();
  let fresh: AskedFor[] = [];
  let sending = '';

  function reply(state: ClaudeState, id: string, verdict: Verdict): Step {
    const asking = open.get(id);
    open.delete(id);
    // It was interrupted, and does not wait for this answer any more.
    if (asking === undefined || verdict.cancelled === true) return { state, events: [] };
    sending += permissionResponse(id, verdict, asking.input);
    return verdict.allow ? { state, events: [] } : refused(state, asking.call, verdict.why ?? asking.ask.why);
  }

  return {
    heard(state, line) {
      const said = line.startsWith('{"type":"control_') ? looseLine(line) : undefined;
      const id = said === undefined ? undefined : textIn(said, 'request_id');
      if (said === undefined || id === undefined || textIn(said, 'type') === 'control_response') return undefined;
      if (textIn(said, 'type') === 'control_cancel_request') open.delete(id);
      const call = objectIn(said, 'request');
      if (textIn(call, 'subtype') !== 'can_use_tool') return { state, events: [] };
      const input = objectIn(call, 'input');
      const tool = textIn(call, 'tool_name') ?? 'unknown';
      const { kind, paths, command } = toolUse({ name: tool, input }, state.cwd, new Map());
      const action = { tool, kind, paths, ...(command === undefined ? {} : { command }) };
      const ruling = rulingOn(action, { ...bounds, cwd: state.cwd });
      const ask = { ...action, why: ruling.rule === 'allow' ? '' : ruling.why };
      open.set(id, { call, input, ask });
      if (ruling.rule !== 'ask') return reply(state, id, { allow: ruling.rule === 'allow', why: ask.why });
      fresh.push({ id, ask });
      return { state, events: [] };
    },
    asks() {
      const told = fresh;
      fresh = [];
      return told;
    },
    reply,
    answers() {
      const text = sending;
      sending = '';
      return text;
    },
  };
}
