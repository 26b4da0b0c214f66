import { createHash } from 'node:crypto';
import type { Files } from '../host/host.ts';
import type { SharedLedger } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';
import type { JournalEntry, State } from '../model/record.ts';
import { sharedEntryOf, type SharedEntry } from './shared-entry.ts';

const MAX_BYTES = 256 * 1024;

/** One file of the shared ledger: its content never changes and its name is the content's digest, so no merge can conflict. */
export interface SharedFile {
  readonly name: string;
  readonly text: string;
}

export interface SharedRead {
  readonly ledger: SharedLedger;
  readonly problems: readonly Problem[];
}

/** Everything of a journal that teaches others, as files. What only says how a run went on this machine stays here. */
export function sharedFiles(entries: readonly JournalEntry[]): readonly SharedFile[] {
  const last = new Map<string, { readonly run: string; readonly attempt: number }>();
  return entries.flatMap((entry) => {
    if (entry.t === 'session') last.set(entry.session.story, { run: entry.run, attempt: entry.session.attempt });
    const shared = toShare(entry, last);
    if (shared === undefined) return [];
    const text = `${JSON.stringify(shared)}\n`;
    return [{ name: nameOf(text), text }];
  });
}

/** Reads the shared ledger, what the local journal holds already left out. A file that is not what its name says is a problem, and believed in nothing. */
export async function readShared(
  files: Pick<Files, 'list' | 'readInside'>,
  at: { readonly top: string; readonly folder: string },
  local: ReadonlySet<string>,
): Promise<SharedRead> {
  const names = ((await files.list(`${at.top}/${at.folder}`)) ?? []).filter((name) => name.endsWith('.json'));
  const problems: Problem[] = [];
  const entries: SharedEntry[] = [];
  for (const name of names) {
    const file = `${at.folder}/${name}`;
    const read = await files.readInside(at.top, file, MAX_BYTES);
    const entry = read.ok ? entryIn(name, Buffer.from(read.bytes).toString()) : read.detail;
    if (typeof entry === 'string') problems.push({ reason: 'shared-damaged', detail: entry, place: { file } });
    else if (!local.has(identityOf(entry))) entries.push(entry);
  }
  return { ledger: ledgerOf(entries), problems };
}

/** What makes two entries the same event, whoever tells it. */
export function identityOf(entry: SharedEntry): string {
  switch (entry.t) {
    case 'session':
      return `session ${entry.run} ${entry.session.story} ${entry.session.attempt}`;
    case 'integrated':
      return `integrated ${entry.run} ${entry.story} ${entry.at}`;
    case 'base':
      return `base ${entry.base.agent} ${entry.base.model} ${entry.at}`;
    case 'iteration':
      return `iteration ${entry.name}`;
  }
}

/** A landing is told with the story's last session before it: the order of a journal counts, and others do not see it. */
function toShare(
  entry: JournalEntry,
  last: ReadonlyMap<string, { readonly run: string; readonly attempt: number }>,
): SharedEntry | undefined {
  if (entry.t === 'session' || entry.t === 'base' || entry.t === 'iteration') return entry;
  if (entry.t !== 'integrated') return undefined;
  const { t, at, run, story } = entry;
  const session = last.get(story);
  return { t, at, run, story, ...(session === undefined ? {} : { session }) };
}

function entryIn(name: string, text: string): SharedEntry | string {
  // A checkout may turn line ends; nothing else may be different.
  const exact = text.replaceAll('\r\n', '\n');
  if (nameOf(exact) !== name) return 'its content is not what its name says';
  try {
    return sharedEntryOf(JSON.parse(exact)) ?? 'it is no entry of a ledger';
  } catch {
    return 'it is no JSON';
  }
}

function nameOf(text: string): string {
  return `${createHash('sha256').update(text).digest('hex').slice(0, 20)}.json`;
}

function ledgerOf(entries: readonly SharedEntry[]): SharedLedger {
  // Told twice, the first word counts.
  const byIdentity = new Map(entries.toSorted((a, b) => b.at - a.at).map((entry) => [identityOf(entry), entry]));
  const unique = [...byIdentity.values()].reverse();
  return {
    sessions: unique.flatMap((entry) =>
      entry.t === 'session' ? [{ ...entry.session, run: entry.run, at: entry.at, key: entry.key }] : [],
    ),
    bases: unique.flatMap((entry) => (entry.t === 'base' ? [{ ...entry.base, at: entry.at }] : [])),
    integrations: unique.flatMap((entry) => (entry.t === 'integrated' ? [integrationOf(entry)] : [])),
    cuts: unique.flatMap((entry) => (entry.t === 'iteration' ? [{ at: entry.at, name: entry.name }] : [])),
  };
}

function integrationOf({
  story,
  at,
  run,
  session,
}: Extract<SharedEntry, { t: 'integrated' }>): SharedLedger['integrations'][number] {
  return { story, at, run, ...(session === undefined ? {} : { session }) };
}

/** Identities of all that a local journal holds; what was cut is told apart by its name where it is read. */
export function localIdentities(state: State): ReadonlySet<string> {
  return new Set([
    ...state.sessions.map(({ run, story, attempt }) => `session ${run} ${story} ${attempt}`),
    ...state.integrations.map(({ run, story, at }) => `integrated ${run} ${story} ${at}`),
    ...state.bases.map(({ agent, model, at }) => `base ${agent} ${model} ${at}`),
  ]);
}
