import type { FloorPart } from '../model/budget.ts';
import type { Trace, TraceEvent, TraceStart } from '../model/trace.ts';

/** `card`: it was counted in the floor. `scope`: the card lets it be changed. `no`: the card knows nothing of it. */
export type OnCard = 'card' | 'scope' | 'no';

/** What entered a session's context after its first request, under one name. Native tokens. */
export interface ContextEntry {
  readonly what: 'read' | 'search' | 'edit' | 'command' | 'tool' | 'own words' | 'unexplained';
  readonly name: string;
  readonly times: number;
  readonly tokens: number;
  readonly onCard: OnCard;
  /** A shell command that can have read files which nobody told of. */
  readonly unaudited: boolean;
}

/** What is in a session's context, against what its card declared. Native tokens. */
export interface ContextAudit {
  readonly base: TraceStart['base'];
  readonly floorTokens: number;
  readonly ceilingTokens: number;
  readonly hardTokens: number;
  /** Of the floor, biggest first. */
  readonly parts: readonly FloorPart[];
  /** Absent before the first request. */
  readonly first?: { readonly contextTokens: number; readonly beyondTokens: number };
  /** Context of the latest request, and what was answered to it. */
  readonly now?: number;
  readonly requests: number;
  /** Biggest first; together they are what the context grew by. */
  readonly entries: readonly ContextEntry[];
  /** What of it was not on the card: the first request's surplus, and entries of which the card knows nothing. */
  readonly offCardTokens: number;
  readonly instructions: TraceStart['instructions'];
  readonly tools: readonly string[];
  readonly version?: string;
  readonly compactions: number;
}

/** How the audit tells the card's files and unaudited commands from others. */
export interface AuditRules {
  readonly inScope: (path: string) => boolean;
  readonly isUnaudited: (command: string) => boolean;
}

type Request = Extract<TraceEvent, { t: 'request' }>;
type Tool = Extract<TraceEvent, { t: 'tool' }>;
type Key = Pick<ContextEntry, 'what' | 'name' | 'onCard' | 'unaudited'>;

const OWN_WORDS: Key = { what: 'own words', name: 'what it said and asked for', onCard: 'no', unaudited: false };
const UNEXPLAINED: Key = { what: 'unexplained', name: 'nothing that was told', onCard: 'no', unaudited: false };

/**
 * Adds a session's context up from its trace. How much a request grew over the one before is exact; what it grew by is the
 * answer before it, and the results of the tools since, shared out by their size.
 */
export function contextAudit({ start, events }: Trace, rules: AuditRules): ContextAudit {
  const requests = events.filter(isMain);
  const entries = entriesOf({ start, events }, rules);
  const session = events.find((event) => event.t === 'session');
  const [first, last] = [requests[0], requests.at(-1)];
  const beyondTokens = first === undefined ? 0 : first.context - start.base.tokens - start.floorTokens;
  const off = entries.filter(({ onCard, what }) => onCard === 'no' && what !== 'own words');
  return {
    base: start.base,
    floorTokens: start.floorTokens,
    ceilingTokens: start.ceilingTokens,
    hardTokens: start.hardTokens,
    parts: start.parts.toSorted((a, b) => b.tokens - a.tokens),
    ...(first === undefined ? {} : { first: { contextTokens: first.context, beyondTokens } }),
    ...(last === undefined ? {} : { now: last.context + last.delta.output }),
    requests: requests.length,
    entries,
    offCardTokens: Math.max(0, beyondTokens) + off.reduce((sum, { tokens }) => sum + tokens, 0),
    instructions: start.instructions,
    tools: session?.tools ?? [],
    ...((session?.version ?? '') === '' ? {} : { version: session!.version }),
    compactions: events.filter(({ t }) => t === 'compacted').length,
  };
}

function isMain(event: TraceEvent): event is Request {
  return event.t === 'request' && event.main;
}

function isResult(event: TraceEvent): event is Tool {
  return event.t === 'tool' && event.ok !== undefined && event.refused !== true;
}

function entriesOf({ start, events }: Trace, rules: AuditRules): readonly ContextEntry[] {
  const entries = new Entries();
  let last: Request | undefined;
  let results: Tool[] = [];
  for (const event of events) {
    if (isResult(event)) results.push(event);
    if (!isMain(event)) continue;
    if (last !== undefined) share(entries, Math.max(0, event.context - last.context), { last, results, start, rules });
    last = event;
    results = [];
  }
  if (last !== undefined) entries.add(OWN_WORDS, last.delta.output, 0);
  return entries.all();
}

/** One request's growth: first the answer before it, the rest among the results by their size, equally where none was told. */
function share(
  entries: Entries,
  growth: number,
  of: { readonly last: Request; readonly results: readonly Tool[]; readonly start: TraceStart; readonly rules: AuditRules },
): void {
  const own = Math.min(growth, of.last.delta.output);
  entries.add(OWN_WORDS, own, 0);
  const rest = growth - own;
  if (of.results.length === 0) return entries.add(UNEXPLAINED, rest, 1);
  const told = of.results.map(({ bytes }) => bytes ?? 0);
  const sizes = told.some((size) => size > 0) ? told : told.map(() => 1);
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let [upTo, given] = [0, 0];
  for (const [index, result] of of.results.entries()) {
    upTo += sizes[index]!;
    // What all up to here are due, so that roundings do not add up.
    const part = Math.round((rest * upTo) / whole) - given;
    given += part;
    entries.add(keyOf(result, of.start, of.rules), part, 1);
  }
}

const WHAT = { read: 'read', search: 'search', edit: 'edit', execute: 'command', other: 'tool' } as const;

function keyOf({ kind, paths, command }: Tool, start: TraceStart, rules: AuditRules): Key {
  const onCard = paths.length === 0 ? 'no' : worst(paths.map((path) => standing(path, start, rules)));
  const name = command ?? (paths.length === 0 ? kind : paths.join(', '));
  return { what: WHAT[kind], name, onCard, unaudited: command !== undefined && rules.isUnaudited(command) };
}

function standing(path: string, start: TraceStart, rules: AuditRules): OnCard {
  if (start.parts.some(({ kind, name }) => kind === 'file' && name === path)) return 'card';
  return rules.inScope(path) ? 'scope' : 'no';
}

function worst(standings: readonly OnCard[]): OnCard {
  if (standings.includes('no')) return 'no';
  return standings.includes('scope') ? 'scope' : 'card';
}

class Entries {
  readonly #by = new Map<string, ContextEntry>();

  add(key: Key, tokens: number, times: number): void {
    if (tokens === 0 && times === 0) return;
    const id = `${key.what}\0${key.name}`;
    const before = this.#by.get(id) ?? { ...key, times: 0, tokens: 0 };
    this.#by.set(id, { ...before, times: before.times + times, tokens: before.tokens + tokens });
  }

  all(): readonly ContextEntry[] {
    return [...this.#by.values()].filter(({ tokens, times }) => tokens > 0 || times > 0).sort((a, b) => b.tokens - a.tokens);
  }
}
