import type { Files } from '../host/host.ts';
import type { Problem } from '../model/problem.ts';
import { startFold } from './fold.ts';
import { decodeIndex, encodeIndex, indexOf, isWorthIndexing, knownOf, stillHolds, type JournalIndex } from './journal-index.ts';
import { readJournal } from './journal.ts';
import type { Layout } from './layout.ts';

export interface OpenJournal {
  readonly fold: ReturnType<typeof startFold>;
  /** Torn or damaged, as found. */
  readonly problem?: Problem;
}

/** Reads a journal: what is not indexed at once, the rest as it is asked for. A long one is indexed for the next time. */
export async function openJournal(files: Files, { journal, journalIndex }: Layout): Promise<OpenJournal> {
  const before = await indexed(files, journal, journalIndex);
  const known = before && knownOf(before.index, journal, before.pieces);
  const text = before ? before.tail : ((await files.readText(journal)) ?? '');
  const read = readJournal(text, journal, before?.index.lengths.length);
  const fold = startFold(read.entries, known);
  if (isWorthIndexing(read.soundBytes) && read.problem?.reason !== 'state-damaged')
    await files.writeCache(journalIndex, encodeIndex(indexOf(before?.index, read, fold.state.underWay)));
  return { fold, ...(read.problem ? { problem: read.problem } : {}) };
}

type Pieces = NonNullable<Awaited<ReturnType<Files['pieces']>>>;

async function indexed(
  files: Files,
  journal: string,
  file: string,
): Promise<{ readonly index: JournalIndex; readonly pieces: Pieces; readonly tail: string } | undefined> {
  const index = decodeIndex(await files.readBytes(file));
  if (index === undefined) return undefined;
  const [pieces, [size = 0]] = [await files.pieces(journal), await files.stamps([journal])];
  if (pieces === undefined || size < index.bytes || !stillHolds(index, journal, pieces)) return undefined;
  return { index, pieces, tail: Buffer.from(pieces(index.bytes, size - index.bytes)).toString() };
}
