import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Event, Tell } from '../../model/event.ts';
import { recordFile, recordText, tidyRecords, type BuildEnd, type RecordLine } from '../../record/build-record.ts';
import type { Layout } from '../../record/layout.ts';
import type { Built } from '../choose/intent.ts';
import type { Got } from '../project/read-project.ts';
import { listenForInterrupts, type Interrupts } from './interrupts.ts';
import { troubleOf } from './trouble.ts';

/** What a build has while it is under way. */
export interface Way {
  readonly tell: Tell;
  readonly interrupts: Interrupts;
}

/**
 * A build's work, from the lock to its end: a person may interrupt it, and all it tells is put on record too, so that others can
 * show it from anywhere.
 */
export async function underWay(
  host: Host,
  layout: Layout,
  listen: (event: Event) => void,
  work: (way: Way) => Promise<Got<Built>>,
): Promise<Got<Built>> {
  const record = newRecord(host);
  const tell: Tell = (told) => {
    const event = { at: host.clock.now(), ...told };
    listen(event);
    record.take(event);
  };
  // Listened to before there is a record: who finds one may interrupt.
  const interrupts = listenForInterrupts(host, tell);
  try {
    await record.open(layout);
    const built = await work({ tell, interrupts });
    await record.end(built.ok ? { exit: built.value.exit, problems: [] } : { exit: 2, problems: built.problems });
    return built;
  } catch (error) {
    const trouble = await troubleOf(host.files, error);
    await record.end(trouble ? { exit: 1, problems: [trouble] } : { exit: 70, problems: [] });
    throw error;
  } finally {
    interrupts.stopListening();
  }
}

interface Recorder {
  /** What was told before stands in it too. */
  open(layout: Layout): Promise<void>;
  take(event: Event): void;
  end(end: BuildEnd): Promise<void>;
}

/** A record that cannot be written costs only what others could have seen. */
function newRecord(host: Host): Recorder {
  const { files, commands } = host;
  const opened = Promise.withResolvers<void>();
  let file: string | undefined;
  let [isWhole, writing] = [true, opened.promise];
  let waiting: RecordLine[] = [];
  /** All that gathers while the last piece is written is the next. */
  const write = async (): Promise<void> => {
    const text = commands.redacted(recordText(waiting));
    waiting = [];
    // With a piece missing, what comes after it would be misread.
    isWhole &&= text === '' || (file !== undefined && (await files.appendNote(file, text)));
  };
  const put = (line: RecordLine): void => {
    if (waiting.length === 0) writing = writing.then(write);
    waiting.push(line);
  };
  return {
    async open(layout) {
      file = await begunFile(host, layout).catch(() => undefined);
      opened.resolve();
    },
    take: put,
    end: (end) => {
      put({ end });
      return writing;
    },
  };
}

/** Named by who holds the lock, which others can see; none behind a link. */
async function begunFile({ files, lock }: Host, layout: Layout): Promise<string | undefined> {
  const holder = await lock.holder(layout.lock);
  const isForeign = await files.isLinked(layout.folder, path.basename(layout.builds));
  if (holder === undefined || isForeign) return undefined;
  const file = recordFile(layout, holder);
  await files.appendNote(file, '');
  await tidyRecords(files, layout);
  return file;
}
