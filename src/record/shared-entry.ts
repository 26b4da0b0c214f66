import type { SessionName } from '../model/history.ts';
import type { JournalEntry } from '../model/record.ts';
import { ESTIMATE_SIZES } from '../model/session-plan.ts';

type Entry<T extends JournalEntry['t']> = Extract<JournalEntry, { t: T }>;

/** An entry of a journal as it is shared: sessions, measured bases, landings and cuts of iterations. */
export type SharedEntry = Entry<'session'> | Entry<'base'> | Entry<'iteration'> | SharedIntegration;

type SharedIntegration = Pick<Entry<'integrated'>, 't' | 'at' | 'run' | 'story' | 'key'> & {
  readonly session?: SessionName;
};

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value.length <= 500;
/** Sizes and times: others wrote them, and sums are made of them. */
const size: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1e15;
const flag: Check = (value) => typeof value === 'boolean';
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= 2000 && value.every(check);
const all =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' && value !== null && Object.entries(checks).every(([key, check]) => check((value as Fields)[key]));
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);

const OUTCOMES = [
  'completed',
  'denied',
  'stopped',
  'limit',
  'context-exceeded',
  'config-error',
  'transient',
  'failed',
  'crashed',
];
const SPEND = all({ input: size, cacheWrite: size, cacheRead: size, output: size, usd: maybe(size) });
const SESSION = all({
  story: text,
  attempt: size,
  agent: text,
  model: text,
  effort: maybe(text),
  version: maybe(text),
  settings: maybe(text),
  startedAt: size,
  durationMs: size,
  outcome: oneOf(...OUTCOMES),
  censored: flag,
  estimate: all(Object.fromEntries(ESTIMATE_SIZES.map((key) => [key, size]))),
  actual: all({
    firstContextTokens: maybe(size),
    floorTokens: maybe(size),
    workingTokens: maybe(size),
    peakTokens: maybe(size),
    requests: size,
    spend: SPEND,
    spendSource: oneOf('agent-total', 'per-request', 'none'),
  }),
  shared: maybe(all({ session: text, place: size, heldTokens: maybe(size) })),
  turns: maybe(all({ contexts: list(size), bad: list(size) })),
});

const BASE = all({
  agent: text,
  model: text,
  effort: maybe(text),
  version: text,
  settings: text,
  tokens: size,
  how: oneOf('told', 'null-prompt'),
  spend: SPEND,
});

const ENTRIES: Readonly<Record<SharedEntry['t'], Check>> = {
  session: all({ at: size, run: text, key: text, session: SESSION }),
  base: all({ at: size, base: BASE }),
  integrated: all({ at: size, run: text, story: text, key: text, session: maybe(all({ run: text, startedAt: size })) }),
  iteration: all({ at: size, name: text }),
};

/** A value from a file as an entry; undefined where it is none. Nothing in it was checked by whoever committed it. */
export function sharedEntryOf(value: unknown): SharedEntry | undefined {
  const t = (value as Fields | null)?.['t'];
  const check = typeof t === 'string' && Object.hasOwn(ENTRIES, t) ? ENTRIES[t as SharedEntry['t']] : undefined;
  return check?.(value) === true ? (value as SharedEntry) : undefined;
}
