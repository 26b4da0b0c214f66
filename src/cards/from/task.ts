/** One piece of work as another tool keeps it. */
export interface Task {
  /** Its id there; the story's id is made of it, so that a second import finds the first. */
  readonly key: string;
  readonly title: string;
  /** Markdown, as it stands there. */
  readonly text: string;
  readonly criteria: readonly string[];
  /** Keys of what has to be done first. */
  readonly needs: readonly string[];
  /** Paths and globs that it may change, where it says so. */
  readonly files?: readonly string[];
  readonly priority?: number;
  /** `done` and `dropped` are not imported, and hold nobody up. */
  readonly state: 'open' | 'blocked' | 'done' | 'dropped';
}

/** A file of another tool, by its path and text. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** A tool whose tasks can be read. */
export interface Source {
  readonly name: string;
  /** What is told of a file that no source knows. */
  readonly looksLike: string;
  /** The tasks in these files, in their order; undefined where they are not this tool's. Never throws. */
  tasks(files: readonly SourceFile[]): readonly Task[] | undefined;
}

const DONE = /^(?:done|completed?|closed|finished|passed)$/i;
const DROPPED = /^(?:cancell?ed|dropped|won'?t[ -]?do|deferred|archived|not[ -_]planned)$/i;
const BLOCKED = /^(?:blocked|on[ -]?hold|waiting)$/i;
const PRIORITIES: Readonly<Record<string, number>> = {
  p0: 1,
  urgent: 1,
  critical: 1,
  p1: 10,
  high: 10,
  p2: 50,
  medium: 50,
  normal: 50,
  p3: 90,
  low: 90,
};

/** What a tool's word for a state means. */
export function stateOf(word: unknown): Task['state'] {
  const said = typeof word === 'string' ? word.trim() : '';
  if (DONE.test(said)) return 'done';
  if (DROPPED.test(said)) return 'dropped';
  return BLOCKED.test(said) ? 'blocked' : 'open';
}

/** Lower goes first, as on a card: a number as it is, a word by its usual rank; undefined for anything else. */
export function priorityOf(written: unknown): number | undefined {
  if (typeof written === 'number' && Number.isSafeInteger(written)) return written;
  return typeof written === 'string' ? PRIORITIES[written.trim().toLowerCase()] : undefined;
}

/** A text or a number, as text; undefined for anything else, and for nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The one JSON value that the files hold; undefined where they are several, or hold none. */
export function jsonIn(files: readonly SourceFile[]): unknown {
  const [only, ...others] = files;
  if (only === undefined || others.length > 0) return undefined;
  try {
    return JSON.parse(only.text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Parts of a text that are there, as paragraphs. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n\n');
}
