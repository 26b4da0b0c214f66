import path from 'node:path';
import type { Files } from '../host/host.ts';
import type { InboxEntry } from '../model/inbox.ts';
import type { Layout } from './layout.ts';

type AnswerEntry = Extract<InboxEntry, { t: 'inbox-answered' }>;

const NAME = /^(A-[1-9]\d{0,8})\.json$/;
/** An answer is a few words. */
const MOST_BYTES = 16 * 1024;
const WHY_LENGTH = 2_000;

/**
 * Answers that lie beside the journal, because whoever gave them was not its writer: a build may be running. Each counts from
 * the moment its file stands, whoever dies; the next writer enters it in the journal.
 */
export async function answersLeft(files: Pick<Files, 'list' | 'readInside'>, { inbox }: Layout): Promise<readonly AnswerEntry[]> {
  const names = ((await files.list(inbox)) ?? []).filter((name) => NAME.test(name));
  const read = await Promise.all(names.map((name) => readAnswer(files, inbox, name)));
  return read.filter((entry) => entry !== undefined);
}

export function leaveAnswer(files: Pick<Files, 'writeAtomic'>, { inbox }: Layout, entry: AnswerEntry): Promise<void> {
  return files.writeAtomic(path.join(inbox, `${entry.id}.json`), `${JSON.stringify(entry)}\n`);
}

export function clearAnswer(files: Pick<Files, 'remove'>, { inbox }: Layout, { id }: AnswerEntry): Promise<void> {
  return files.remove(path.join(inbox, `${id}.json`));
}

/** Does the file say what it said when it was read? */
export async function isStill(files: Pick<Files, 'readInside'>, { inbox }: Layout, entry: AnswerEntry): Promise<boolean> {
  const now = await readAnswer(files, inbox, `${entry.id}.json`);
  return JSON.stringify(now) === JSON.stringify(entry);
}

/** Undefined for what is not an answer as `leaveAnswer` writes it. */
async function readAnswer(files: Pick<Files, 'readInside'>, folder: string, name: string): Promise<AnswerEntry | undefined> {
  const read = await files.readInside(folder, name, MOST_BYTES);
  if (!read.ok) return undefined;
  try {
    const { id, at, answer } = JSON.parse(Buffer.from(read.bytes).toString()) as Partial<AnswerEntry>;
    if (`${id}.json` !== name || !Number.isFinite(at) || typeof answer?.allow !== 'boolean') return undefined;
    const { allow, always, why, more } = answer;
    const rest = {
      ...(typeof why === 'string' ? { why: why.slice(0, WHY_LENGTH) } : {}),
      ...(typeof more === 'number' && more > 0 && Number.isFinite(more) ? { more } : {}),
    };
    return {
      t: 'inbox-answered',
      id: id!,
      at: at!,
      answer: { allow, by: 'person', ...(always === true ? { always } : {}), ...rest },
    };
  } catch {
    return undefined;
  }
}
