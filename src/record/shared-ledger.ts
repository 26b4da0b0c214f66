import { createHash } from 'node:crypto';
import type { Files, Stamps } from '../host/host.ts';
import type { SessionName, SharedLedger } from '../model/history.ts';
import type { Problem } from '../model/problem.ts';
import type { Look } from '../model/reading.ts';
import { REBUILT_RUN, type JournalEntry, type State } from '../model/record.ts';
import { laneOf } from './fold.ts';
import type { SharedCache } from './shared-cache.ts';
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

/**
 * Everything of a journal that teaches others, as files. What only says how a run went on this machine stays here, and so
 * does what was rebuilt from trailers: those it belongs to share it themselves.
 */
export function sharedFiles(entries: readonly JournalEntry[]): readonly SharedFile[] {
  const last = new Map<string, SessionName>();
  return entries.flatMap((entry) => {
    if ('run' in entry && entry.run === REBUILT_RUN) return [];
    if (entry.t === 'session') last.set(entry.session.story, { run: entry.run, startedAt: entry.session.startedAt });
    const shared = toShare(entry, last);
    if (shared === undefined) return [];
    const text = `${JSON.stringify(shared)}\n`;
    return [{ name: nameOf(text), text }];
  });
}

/**
 * Reads the shared ledger, what the local journal holds already left out; files that the
 * `cache` knows are only looked at. One that is not what its name says is a problem, and believed in nothing.
 */
export async function readShared(
  files: Pick<Files, 'list' | 'readInside' | 'stamps'>,
  at: { readonly top: string; readonly folder: string },
  local: ReadonlySet<string>,
  cache?: SharedCache,
): Promise<SharedRead> {
  const names = ((await files.list(`${at.top}/${at.folder}`)) ?? []).filter((name) => name.endsWith('.json'));
  const problems: Problem[] = [];
  const looks = cache && (await files.stamps(names.map((name) => `${at.top}/${at.folder}/${name}`)));
  const entries: SharedEntry[] = [];
  const seen = new Map<string, { readonly look: Look; readonly entry: SharedEntry }>();
  let isNew = false;
  for (const [index, name] of names.entries()) {
    const file = `${at.folder}/${name}`;
    const look = lookAt(looks, index);
    const known = cache?.recall(name, look);
    const entry = known ?? (await readEntry(files, at.top, { name, file }));
    if (typeof entry === 'string') {
      problems.push({ reason: 'shared-damaged', detail: entry, place: { file } });
      continue;
    }
    isNew ||= known === undefined;
    seen.set(name, { look, entry });
    if (!local.has(identityOf(entry))) entries.push(entry);
  }
  if (isNew) await cache?.save(seen);
  return { ledger: ledgerOf(entries), problems };
}

/** What makes two entries the same event, whoever tells it. */
export function identityOf(entry: SharedEntry): string {
  switch (entry.t) {
    case 'session':
      return `session ${entry.run} ${laneOf(entry.session)} ${entry.session.startedAt}`;
    case 'integrated':
      return `integrated ${entry.run} ${entry.story} ${entry.at}`;
    case 'base':
      return `base ${entry.base.agent} ${entry.base.model} ${entry.at}`;
    case 'iteration':
      return `iteration ${entry.name}`;
  }
}

/** A landing is told with the story's last session before it: the order of a journal counts, and others do not see it. */
function toShare(entry: JournalEntry, last: ReadonlyMap<string, SessionName>): SharedEntry | undefined {
  if (entry.t === 'session' || entry.t === 'base' || entry.t === 'iteration') return entry;
  if (entry.t !== 'integrated') return undefined;
  const { t, at, run, story, key } = entry;
  const session = last.get(story);
  return { t, at, run, story, key, ...(session === undefined ? {} : { session }) };
}

function lookAt(looks: Stamps | undefined, index: number): Look {
  const [size = -1, contentMs = 0, metadataMs = 0, inode = 0] = looks?.subarray(index * 4, index * 4 + 4) ?? [];
  return [size, contentMs, metadataMs, inode];
}

/** An entry, or what is wrong with its file. */
async function readEntry(
  files: Pick<Files, 'readInside'>,
  top: string,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<SharedEntry | string> {
  const read = await files.readInside(top, file, MAX_BYTES);
  return read.ok ? entryIn(name, Buffer.from(read.bytes).toString()) : read.detail;
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
  key,
  at,
  run,
  session,
}: Extract<SharedEntry, { t: 'integrated' }>): SharedLedger['integrations'][number] {
  return { story, key, at, run, ...(session === undefined ? {} : { session }) };
}

/** Identities of all that a local journal holds; what was cut is told apart by its name where it is read. */
export function localIdentities(state: State): ReadonlySet<string> {
  return new Set([
    ...state.sessions.map((session) => `session ${session.run} ${laneOf(session)} ${session.startedAt}`),
    ...state.integrations.map(({ run, story, at }) => `integrated ${run} ${story} ${at}`),
    ...state.bases.map(({ agent, model, at }) => `base ${agent} ${model} ${at}`),
  ]);
}
