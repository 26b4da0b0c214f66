import { hash } from 'node:crypto';
import type { Files } from '../host/host.ts';
import type { InboxEntry } from '../model/inbox.ts';
import type { JournalEntry } from '../model/record.ts';
import { JournalDamage, readLine, type JournalRead } from './journal.ts';
import { storyOf } from './fold.ts';
import { isOfInbox } from './inbox.ts';
import type { Known } from './known.ts';
import type { RunEntry } from './last-run.ts';

/** Of lines that more is asked about than whose they are. */
const KINDS = ['other', 'session', 'base', 'suite', 'integrated', 'run', 'burn', 'wave', 'inbox'] as const;
type Kind = (typeof KINDS)[number];

const NOBODY = 0xffffffff;
/** Below this a journal is read whole in no time. */
const WORTH_BYTES = 256 * 1024;

/** Where each line of a journal's sound beginning stands, and whose it is. What lines say is read from the journal alone. */
export interface JournalIndex {
  /** Bytes of what is indexed. */
  readonly bytes: number;
  readonly stories: readonly string[];
  /** Stories with a step or a session that has no end. */
  readonly underWay: readonly string[];
  /** Line by line: place in `stories` or nobody, place in `KINDS`, bytes with the line end. */
  readonly owners: Uint32Array;
  readonly kinds: Uint8Array;
  readonly lengths: Uint32Array;
}

/** Is it time to index, or to index anew, after so many bytes were read that are not? */
export function isWorthIndexing(unindexedBytes: number): boolean {
  return unindexedBytes >= WORTH_BYTES;
}

/** The index of what `before` covers and the sound lines read after it. */
export function indexOf(before: JournalIndex | undefined, read: JournalRead, underWay: Iterable<string>): JournalIndex {
  const places = new Map((before?.stories ?? []).map((story, place) => [story, place]));
  const placeOf = (story: string): number => {
    if (!places.has(story)) places.set(story, places.size);
    return places.get(story)!;
  };
  const owners = read.entries.map((entry) => {
    const story = storyOf(entry);
    return story === undefined ? NOBODY : placeOf(story);
  });
  return {
    bytes: (before?.bytes ?? 0) + read.soundBytes,
    stories: [...places.keys()],
    underWay: [...underWay],
    owners: Uint32Array.from([...(before?.owners ?? []), ...owners]),
    kinds: Uint8Array.from([...(before?.kinds ?? []), ...read.entries.map((entry) => KINDS.indexOf(kindOf(entry)))]),
    lengths: Uint32Array.from([...(before?.lengths ?? []), ...read.lengths]),
  };
}

function kindOf(entry: JournalEntry): Kind {
  const { t } = entry;
  if (t === 'run-started' || t === 'run-ended') return 'run';
  if (t === 'alerted' || t === 'granted') return 'burn';
  if (isOfInbox(entry)) return 'inbox';
  return t === 'session' || t === 'base' || t === 'suite' || t === 'integrated' || t === 'wave' ? t : 'other';
}

const VERSION = 4;

interface Head {
  readonly version: typeof VERSION;
  readonly bytes: number;
  readonly lines: number;
  readonly stories: readonly string[];
  readonly underWay: readonly string[];
}

/** A line with the digest of all that follows, a line of JSON, and the three columns. */
export function encodeIndex(index: JournalIndex): Uint8Array {
  const { bytes, stories, underWay, owners, kinds, lengths } = index;
  const head: Head = { version: VERSION, bytes, lines: owners.length, stories, underWay };
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytesOf(owners), bytesOf(lengths), kinds]);
  return Buffer.concat([Buffer.from(`${digestOf(body)}\n`), body]);
}

/** Undefined for one that is damaged, of another xpar, or none. */
export function decodeIndex(bytes: Uint8Array | undefined): JournalIndex | undefined {
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === undefined || end === -1) return undefined;
  const body = bytes.subarray(end + 1);
  if (Buffer.from(bytes.subarray(0, end)).toString() !== digestOf(body)) return undefined;
  const headEnd = body.indexOf(10);
  const head = JSON.parse(Buffer.from(body.subarray(0, headEnd)).toString()) as Head;
  if (head.version !== VERSION) return undefined;
  const columns = body.subarray(headEnd + 1);
  const { bytes: covered, lines, stories, underWay } = head;
  return {
    bytes: covered,
    stories,
    underWay,
    owners: new Uint32Array(copyOf(columns, 0, 4 * lines)),
    lengths: new Uint32Array(copyOf(columns, 4 * lines, 8 * lines)),
    kinds: new Uint8Array(copyOf(columns, 8 * lines, 9 * lines)),
  };
}

/** In a buffer of its own: numbers of four bytes stand at multiples of four. */
function copyOf(bytes: Uint8Array, from: number, to: number): ArrayBuffer {
  const copy = new ArrayBuffer(to - from);
  new Uint8Array(copy).set(bytes.subarray(from, to));
  return copy;
}

function bytesOf(column: Uint32Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}

type Pieces = NonNullable<Awaited<ReturnType<Files['pieces']>>>;

/** Does the journal still begin as it did when it was indexed? Its first and last line say so; each other vouches for itself when it is read. */
export function stillHolds(index: JournalIndex, file: string, pieces: Pieces): boolean {
  const lines = linesOf(index, file, pieces);
  const last = index.lengths.length - 1;
  try {
    return (
      index.lengths.reduce((sum, length) => sum + length, 0) === index.bytes && [0, last].every((at) => lines(at) !== undefined)
    );
  } catch (error) {
    if (error instanceof JournalDamage) return false;
    throw error;
  }
}

/** What the indexed part of a journal says, read as it is asked for. Each line that is believed was checked. */
export function knownOf(index: JournalIndex, file: string, pieces: Pieces): Known {
  const line = linesOf(index, file, pieces);
  const places = new Map(index.stories.map((story, place) => [story, place]));
  const all = <T extends JournalEntry['t']>(kind: Kind): Extract<JournalEntry, { t: T }>[] =>
    numbersOf(index.kinds, KINDS.indexOf(kind)).map((at) => line(at) as Extract<JournalEntry, { t: T }>);
  let byOwner: ReadonlyMap<number, number[]> | undefined;
  return {
    stories: index.stories,
    underWay: index.underWay,
    entriesOf: (story) => {
      byOwner ??= grouped(index.owners);
      return (byOwner.get(places.get(story)!) ?? []).map(line);
    },
    sessions: () => all<'session'>('session'),
    bases: () => all<'base'>('base'),
    suites: () => all<'suite'>('suite'),
    waves: () => all<'wave'>('wave'),
    integrated: () => {
      const sessionKind = KINDS.indexOf('session');
      const integratedKind = KINDS.indexOf('integrated');
      const found: { entry: Extract<JournalEntry, { t: 'integrated' }>; sessions: number }[] = [];
      let sessions = 0;
      for (const [at, kind] of index.kinds.entries()) {
        if (kind === sessionKind) sessions++;
        if (kind === integratedKind) found.push({ entry: line(at) as Extract<JournalEntry, { t: 'integrated' }>, sessions });
      }
      return found;
    },
    burns: () => all<'alerted' | 'granted'>('burn'),
    inbox: () => all<InboxEntry['t']>('inbox'),
    *runsNewestFirst() {
      const kind = KINDS.indexOf('run');
      for (let at = index.kinds.lastIndexOf(kind); at !== -1; at = at === 0 ? -1 : index.kinds.lastIndexOf(kind, at - 1))
        yield line(at) as RunEntry;
    },
  };
}

function linesOf({ lengths }: JournalIndex, file: string, pieces: Pieces): (at: number) => JournalEntry {
  const offsets = new Float64Array(lengths.length);
  for (let at = 1; at < lengths.length; at++) offsets[at] = offsets[at - 1]! + lengths[at - 1]!;
  return (at) => {
    const text = Buffer.from(pieces(offsets[at]!, lengths[at]!)).toString();
    const entry = text.endsWith('\n') ? readLine(text.slice(0, -1)) : undefined;
    if (entry === undefined) throw new JournalDamage(file, at + 1);
    return entry;
  };
}

function numbersOf(kinds: Uint8Array, kind: number): number[] {
  const found: number[] = [];
  for (const [at, one] of kinds.entries()) if (one === kind) found.push(at);
  return found;
}

function grouped(owners: Uint32Array): ReadonlyMap<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const [at, owner] of owners.entries()) {
    const group = groups.get(owner);
    if (group) group.push(at);
    else groups.set(owner, [at]);
  }
  return groups;
}
