import type { Files } from '../host/host.ts';
import type { CardMemory, Look, Reading } from '../model/reading.ts';
import { detailIn, readingOf, rowOf, type Row } from './card-rows.ts';
import { isSettled, looksSame } from './looks.ts';
import { digestOf, sealed, unsealed } from './sealed.ts';

/** What is known of a checkout's cards from earlier commands: their readings by how their files looked, and landings by the tip they were read from. */
export interface CardIndex {
  readonly memory: CardMemory;
  /** How many files it knows. */
  readonly size: number;
  readonly landings: ReadonlyMap<string, Landings>;
  /** Keeps these instead, where it can; looked at since `sinceMs`. */
  save(found: Found): Promise<void>;
}

export interface Found {
  readonly seen: readonly { readonly reading: Reading; readonly look: Look }[];
  readonly landings: ReadonlyMap<string, Landings>;
  /** Ms since the epoch before the first file was looked at. */
  readonly sinceMs: number;
}

/** The latest word on each story in the history of one tip: the key of its landing, or none where it was taken back. */
export type Landings = ReadonlyMap<string, { readonly key?: string; readonly commit: string }>;

/** So many details stand in the index itself before the file of details is written anew. */
const MOST_INLINE = 64;

interface Index {
  /** The xpar that read the cards: another may read them differently. */
  readonly reader: string;
  /** Name of the file of details that the places are in. */
  readonly details: string;
  readonly rows: readonly (readonly [file: string, row: Row])[];
  readonly landings: readonly (readonly [tip: string, packed: string])[];
}

const NOTHING = { details: '', rows: [], landings: [] } as const;

/** Opens the index of one checkout, `file`, for this `reader`; one that is damaged, another reader's or gone is an empty one. */
export async function openCardIndex(files: Files, file: string, reader: string): Promise<CardIndex> {
  const index = indexIn(await files.readBytes(file), reader);
  const pieces = index.details === '' ? undefined : await files.pieces(`${file}.${index.details}`);
  const rows = new Map(pieces === undefined && index.details !== '' ? [] : index.rows);
  return {
    memory: {
      recall(name, look) {
        const row = rows.get(name);
        if (row === undefined) return undefined;
        return { reading: readingOf(name, row, pieces), same: looksSame(look, row.look) };
      },
    },
    size: rows.size,
    landings: new Map(index.landings.map(([tip, packed]) => [tip, unpacked(packed)])),
    async save({ seen, landings, sinceMs }) {
      const next = rowsOf(
        seen.map((one) => ({ ...one, look: settledLook(one.look, sinceMs) })),
        rows,
        index.details,
      );
      const packed = [...landings].map(([tip, own]) => [tip, packedOf(own)] as const);
      const details = next.details ?? { name: index.details };
      if (next.details && !(await files.writeCache(`${file}.${details.name}`, next.details.bytes))) return;
      const kept = await files.writeCache(
        file,
        sealed({ reader, details: details.name, rows: next.rows, landings: packed } satisfies Index),
      );
      if (kept && next.details && index.details !== '') await files.remove(`${file}.${index.details}`).catch(() => undefined);
    },
  };
}

/** A file that may still change without looking different is read again the next time. */
function settledLook(look: Look, sinceMs: number): Look {
  return isSettled(look, sinceMs) ? ([...look] as unknown as Look) : UNSETTLED;
}

const UNSETTLED: Look = [-2, 0, 0, 0];

function indexIn(bytes: Uint8Array | undefined, reader: string): Omit<Index, 'reader'> {
  const index = unsealed(bytes) as Index | undefined;
  return index?.reader === reader ? index : NOTHING;
}

/** The rows of what was seen, and a new file of details where too much of it is not in the old one. */
function rowsOf(
  seen: readonly { readonly reading: Reading; readonly look: Look }[],
  before: ReadonlyMap<string, Row>,
  details: string,
): { rows: [string, Row][]; details?: { name: string; bytes: Uint8Array } } {
  const rows = seen.flatMap(({ reading, look }): [string, Row][] => {
    const { file, digest } = reading;
    const known = before.get(file);
    if (digest === undefined) return [];
    if (known?.digest === digest) return [[file, { ...known, look }]];
    return [[file, rowOf(reading, digest, look)]];
  });
  const inline = rows.filter(([, { detail }]) => detail !== undefined && 'inline' in detail);
  if (inline.length <= MOST_INLINE) return { rows };
  return withDetails(rows, seen, details);
}

function withDetails(
  rows: readonly [string, Row][],
  seen: readonly { readonly reading: Reading }[],
  before: string,
): { rows: [string, Row][]; details: { name: string; bytes: Uint8Array } } {
  const readings = new Map(seen.map(({ reading }) => [reading.file, reading]));
  const pieces: Buffer[] = [];
  let offset = 0;
  const placed = rows.map(([file, row]): [string, Row] => {
    const detail = detailIn(readings.get(file)!);
    if (detail === undefined) return [file, row];
    const piece = Buffer.from(JSON.stringify(detail));
    pieces.push(piece);
    const place = { offset, length: piece.length };
    offset += piece.length;
    return [file, { ...row, detail: place }];
  });
  const bytes = Buffer.concat(pieces);
  const name = digestOf(bytes)
    .slice(0, 12)
    .replaceAll(/[^A-Za-z0-9]/g, '0');
  return { rows: placed, details: { name: name === before ? `${name}x` : name, bytes } };
}

/** One line a story: JSON takes four times as long. */
function packedOf(landings: Landings): string {
  return [...landings].map(([story, { key = '-', commit }]) => `${story} ${key} ${commit}`).join('\n');
}

function unpacked(text: string): Landings {
  const lines = text === '' ? [] : text.split('\n');
  return new Map(
    lines.map((line) => {
      const [story = '', key = '', commit = ''] = line.split(' ');
      return [story, key === '-' ? { commit } : { key, commit }];
    }),
  );
}
