import type { AgentEvent } from '../model/agent.ts';
import type { TokenSplit } from '../model/budget.ts';
import { has, looseLine, numberIn, textIn, textsIn, tokensIn, type Loose } from './loose-json.ts';
import type { RequestUse } from './meter.ts';
import { verdictOf } from './verdict.ts';

/** One line of the event file, understood. `raw`: kept as it is, because it is not in `schemas/agent-event.schema.json`. */
export type EventLine = { readonly usage: { readonly id: string; readonly use: RequestUse } } | { readonly event: AgentEvent };

/** Reads a line an agent appended to `$XPAR_EVENTS`; `id` names a tool call that has no name of its own. */
export function readEventLine(line: string, id: string): EventLine {
  const told = looseLine(line);
  return (told && understood(told, id)) ?? { event: { t: 'raw', line } };
}

function understood(told: Loose, id: string): EventLine | undefined {
  switch (textIn(told, 'type') ?? '') {
    case 'usage':
      return usageOf(told);
    case 'read':
      return toolOf('read', told, id);
    case 'edit':
      return toolOf('edit', told, id);
    case 'command':
      return commandOf(told, id);
    case 'permission':
      return wrap(textIn(told, 'tool'), (tool) => ({ t: 'denied', tool, reason: textIn(told, 'reason') ?? 'not granted' }));
    case 'drift':
      return wrap(textIn(told, 'adr'), (adr) => ({ t: 'drift', adr, note: textIn(told, 'note') ?? '' }));
    case 'checkpoint':
      return { event: checkpointOf(told) };
    case 'ask':
      return asksOf(told);
    case 'verdict':
      return { event: { t: 'verdict', ...verdictOf(told) } };
    case 'note':
      return wrap(textIn(told, 'text'), (text) => ({ t: 'text', text }));
  }
  return undefined;
}

const MOST_ITEMS = 50;
const ITEM_LENGTH = 500;

/** Its words go into a brief and a commit: a line each, and not without end. */
function checkpointOf(told: Loose): AgentEvent {
  const items = (key: string): string[] => textsIn(told, key).slice(0, MOST_ITEMS).map(oneLine);
  const next = textIn(told, 'next');
  const more = next === undefined ? {} : { next: oneLine(next) };
  return { t: 'checkpoint', completed: items('completed'), pending: items('pending'), ...more };
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, ITEM_LENGTH);
}

/** It becomes the name of a file. */
const ASK_ID = /^[A-Za-z0-9-]{1,40}$/;

function asksOf(told: Loose): EventLine | undefined {
  const [id, action] = [textIn(told, 'id') ?? '', textIn(told, 'action') ?? ''];
  if (!ASK_ID.test(id) || action.trim() === '') return undefined;
  return { event: { t: 'asks', id, action, why: textIn(told, 'why') ?? 'it asks' } };
}

function wrap(value: string | undefined, event: (value: string) => AgentEvent): EventLine | undefined {
  return value === undefined || value === '' ? undefined : { event: event(value) };
}

function toolOf(kind: 'read' | 'edit', told: Loose, id: string): EventLine | undefined {
  const path = textIn(told, 'path');
  const paths = path === undefined ? textsIn(told, 'paths') : [path];
  return paths.length === 0 ? undefined : { event: { t: 'tool', id, kind, paths, ok: true } };
}

function commandOf(told: Loose, id: string): EventLine | undefined {
  const ok = told['ok'] ?? true;
  if (typeof ok !== 'boolean') return undefined;
  return wrap(textIn(told, 'command'), (command) => ({ t: 'tool', id, kind: 'execute', paths: [], command, ok }));
}

const COUNTS = ['input', 'cacheRead', 'cacheWrite', 'output', 'context'] as const;

function usageOf(told: Loose): EventLine | undefined {
  const id = textIn(told, 'id');
  // One figure that cannot be is enough: half a usage line would be counted as a whole one.
  if (id === undefined || COUNTS.some((key) => has(told, key) && tokensIn(told, key) === undefined)) return undefined;
  if (!has(told, 'input') || !has(told, 'output')) return undefined;
  const usd = numberIn(told, 'usd');
  if (has(told, 'usd') && (usd === undefined || usd < 0)) return undefined;
  const [input, cacheRead, cacheWrite, output] = COUNTS.map((key) => tokensIn(told, key) ?? 0) as [
    number,
    number,
    number,
    number,
  ];
  const split: TokenSplit = { input, cacheRead, cacheWrite, output, ...(usd === undefined ? {} : { usd }) };
  const contextTokens = tokensIn(told, 'context') ?? input + cacheRead + cacheWrite;
  return { usage: { id, use: { main: told['main'] !== false, contextTokens, split } } };
}

/** A request as the live event it is told as. */
export function requestEvent(use: RequestUse, window?: number): AgentEvent {
  return {
    t: 'request',
    main: use.main,
    context: use.contextTokens,
    ...(window === undefined ? {} : { window }),
    delta: use.split,
  };
}
