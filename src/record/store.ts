import path from 'node:path';
import type { Files } from '../host/host.ts';
import type { JournalEntry, State } from '../model/record.ts';
import type { Problem } from '../model/problem.ts';
import { journalLine, readJournal } from './journal.ts';
import { answersLeft } from './answer-files.ts';
import { openJournal, type OpenJournal } from './open-journal.ts';
import { STATE_VERSION, type Layout } from './layout.ts';

/** What xpar keeps about one repository. Reading takes no lock; only a build, which holds it, may append. */
export interface Store {
  readonly layout: Layout;
  readonly state: State;
  /** Torn or damaged, as found on opening. */
  readonly problems: readonly Problem[];
  /** Appends to the journal and waits for the disk, then sees the entry in `state`. */
  append(entry: JournalEntry): Promise<void>;
  keepText(digest: string, text: string): Promise<void>;
  text(digest: string): Promise<string | undefined>;
}

export type OpenStore = { readonly ok: true; readonly store: Store } | { readonly ok: false; readonly problem: Problem };

/** Opens for reading: creates nothing, and an absent `.xpar` is an empty state. */
export async function openStore(files: Files, layout: Layout): Promise<OpenStore> {
  const foreign = await foreignState(files, layout);
  if (foreign) return { ok: false, problem: foreign };
  const journal = await openJournal(files, layout);
  if (journal.problem?.reason === 'state-damaged') return { ok: false, problem: journal.problem };
  for (const answer of await answersLeft(files, layout)) journal.fold.take(answer);
  return { ok: true, store: storeOver(files, layout, journal) };
}

/** What stands under `.xpar` and is not ours to read or mend: a newer xpar's, or, behind a link (which a repository can hold), somebody else's. */
export async function foreignState(files: Files, { folder, version }: Layout): Promise<Problem | undefined> {
  if (await files.isLinked(path.dirname(folder), path.basename(folder))) return { reason: 'state-linked', path: folder };
  const found = (await files.readText(version))?.trim() ?? '';
  return found === '' || found === STATE_VERSION ? undefined : { reason: 'state-newer', found, known: STATE_VERSION, folder };
}

/** Makes `.xpar` writable for a build: folder, version, its own ignore file. Gives what stands in the way. */
export async function prepareStore(files: Files, layout: Layout): Promise<Problem | undefined> {
  try {
    await prepare(files, layout);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') return { reason: 'not-writable', path: layout.folder, detail: message };
    const volume = await files.volumeOf(layout.folder);
    return { reason: 'disk-full', path: layout.folder, ...(volume === undefined ? {} : { volume: volume.top }) };
  }
}

async function prepare(files: Files, layout: Layout): Promise<void> {
  await files.makeFolder(layout.folder);
  await fill(files, layout.ignore, '*\n');
  await fill(files, layout.version, `${STATE_VERSION}\n`);
  // A folder that can be read and not written would be found out by the first thing worth recording.
  await files.append(layout.journal, '', false);
}

/** A crash while making a file can leave it empty: that is as good as none. */
async function fill(files: Files, file: string, text: string): Promise<void> {
  if (((await files.readText(file)) ?? '') === '') await files.writeAtomic(file, text);
}

/**
 * Reads the whole journal, which an index spares others: cuts a torn tail off, and gives it as a problem to tell. Damage is given as
 * it is, and nothing may be written after it. For the lock's holder only: to others a line being written looks torn.
 */
export async function mendJournal(files: Files, layout: Layout): Promise<Problem | undefined> {
  const text = (await files.readText(layout.journal)) ?? '';
  const read = readJournal(text, layout.journal);
  if (read.problem?.reason === 'state-torn') await files.truncate(layout.journal, read.soundBytes);
  return read.problem;
}

function storeOver(files: Files, layout: Layout, { fold, problem }: OpenJournal): Store {
  let writing: Promise<void> = Promise.resolve();
  return {
    layout,
    problems: problem ? [problem] : [],
    get state() {
      return fold.state;
    },
    append(entry) {
      // One writer, one line after another: an entry is whole before the next begins, and after one that failed none is.
      writing = writing.then(async () => {
        await files.append(layout.journal, journalLine(entry), true);
        fold.take(entry);
      });
      return writing;
    },
    async keepText(digest, text) {
      // Whole or not there: a crash must not leave half a text under its digest for good.
      if ((await files.readText(layout.text(digest))) !== text) await files.writeAtomic(layout.text(digest), text);
    },
    text: (digest) => files.readText(layout.text(digest)),
  };
}
