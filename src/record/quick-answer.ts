import type { Files, Stamps } from '../host/host.ts';
import { crc32 } from '../model/crc32.ts';
import type { Told } from '../model/event.ts';
import type { Look } from '../model/reading.ts';
import { isSettled } from './looks.ts';

/**
 * What a build that had nothing to do said, and how everything it depended on looked: as long as that looks the same,
 * the next one says the same without reading any of it.
 */
export interface QuickAnswer {
  /** Without the decisions on what is fresh, and without the run's name. */
  readonly events: readonly Told[];
  readonly exit: number;
  /** For `-q`. */
  readonly upToDate: boolean;
}

/** Absolute paths, and how each looked before any of them was read. */
export interface Sighting {
  readonly paths: readonly string[];
  readonly stamps: Stamps;
  /** Ms since the epoch before the first look. */
  readonly sinceMs: number;
}

const VERSION = 2;

/** The last answer, if nothing it depends on looks different today. */
export async function quickAnswer(files: Files, file: string): Promise<QuickAnswer | undefined> {
  const kept = decoded(await files.readBytes(file));
  if (kept === undefined) return undefined;
  const now = await files.stamps(kept.paths);
  return now.every((value, at) => value === kept.stamps[at]) ? kept.answer : undefined;
}

/** Keeps an answer for next time; one whose inputs may still change without looking different is not kept. */
export async function keepAnswer(
  files: Files,
  file: string,
  kept: { readonly answer: QuickAnswer; readonly seen: Sighting },
): Promise<boolean> {
  const { paths, stamps, sinceMs } = kept.seen;
  for (let at = 0; at < stamps.length; at += 4) {
    const look = stamps.subarray(at, at + 4) as unknown as Look;
    if (look[0] >= 0 && !isSettled(look, sinceMs)) return false;
  }
  const head = Buffer.from(JSON.stringify({ version: VERSION, answer: kept.answer }));
  const names = Buffer.from(paths.join('\0'));
  const numbers = Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength);
  const body = Buffer.concat([lengths(head, names, numbers), head, names, numbers]);
  return files.writeCache(file, Buffer.concat([sumOf(body), body]));
}

interface Kept {
  readonly answer: QuickAnswer;
  readonly paths: readonly string[];
  readonly stamps: Stamps;
}

const SUM_BYTES = 4;

/** Half a file, or one of another version, is none. */
function decoded(bytes: Uint8Array | undefined): Kept | undefined {
  if (bytes === undefined || bytes.length < SUM_BYTES + 12) return undefined;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const body = all.subarray(SUM_BYTES);
  if (crc32(body) !== all.readUInt32LE(0)) return undefined;
  const [head, names, numbers] = parts(body);
  const { version, answer } = JSON.parse(head.toString()) as { version: number; answer: QuickAnswer };
  if (version !== VERSION) return undefined;
  // Copied, since a view of eight-byte numbers has to begin at a multiple of eight.
  const stamps = new Float64Array(Uint8Array.from(numbers).buffer);
  return { answer, paths: names.length === 0 ? [] : names.toString().split('\0'), stamps };
}

function lengths(...pieces: readonly Buffer[]): Buffer {
  const table = Buffer.alloc(4 * pieces.length);
  pieces.forEach((piece, at) => table.writeUInt32LE(piece.length, at * 4));
  return table;
}

function parts(body: Buffer): readonly [Buffer, Buffer, Buffer] {
  let at = 12;
  const next = (index: number): Buffer => body.subarray(at, (at += body.readUInt32LE(index * 4)));
  return [next(0), next(1), next(2)];
}

function sumOf(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(bytes));
  return sum;
}
