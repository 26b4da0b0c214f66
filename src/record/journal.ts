import { createHash } from 'node:crypto';
import type { JournalEntry } from '../model/record.ts';
import type { Problem } from '../model/problem.ts';

/** One line: the first 8 hex digits of the SHA-256 of the JSON, a space, the JSON. */
export function journalLine(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
}

export interface JournalRead {
  readonly entries: readonly JournalEntry[];
  /** Of each entry's line, in bytes with the line end. */
  readonly lengths: readonly number[];
  /** Bytes of whole, sound lines: what comes after is a torn tail. */
  readonly soundBytes: number;
  readonly problem?: Problem;
}

/** A line that was sound once and does not vouch for itself any more; lines count from 1. */
export class JournalDamage extends Error {
  readonly problem: Problem;

  constructor(file: string, line: number) {
    super(`${file}:${line} is damaged`);
    this.problem = damaged(file, line);
  }
}

function damaged(file: string, line: number): Problem {
  return { reason: 'state-damaged', file, line, detail: 'its checksum does not match' };
}

/**
 * Reads a journal, or what comes after its first `linesBefore` lines. A last line that is cut or spoilt is a torn tail (a crash while writing): it is dropped and told. A spoilt
 * line with sound ones after it is damage: told as such, and nothing is believed past it.
 */
export function readJournal(text: string, file: string, linesBefore = 0): JournalRead {
  const entries: JournalEntry[] = [];
  const lengths: number[] = [];
  let soundBytes = 0;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const last = index >= lines.length - 2 && lines.at(-1) === '' ? index === lines.length - 2 : index === lines.length - 1;
    if (index === lines.length - 1 && line === '') break;
    const ended = index < lines.length - 1;
    const entry = ended ? readLine(line) : undefined;
    if (entry) {
      entries.push(entry);
      lengths.push(Buffer.byteLength(line) + 1);
      soundBytes += lengths.at(-1)!;
      continue;
    }
    const problem: Problem = last
      ? { reason: 'state-torn', file, bytes: Buffer.byteLength(line) }
      : damaged(file, linesBefore + index + 1);
    return { entries, lengths, soundBytes, problem };
  }
  return { entries, lengths, soundBytes };
}

/** The entry of one line without its line end; undefined where its checksum does not vouch for it. */
export function readLine(line: string): JournalEntry | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || checksum(json) !== line.slice(0, 8)) return undefined;
  try {
    return JSON.parse(json) as JournalEntry;
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 8);
}
