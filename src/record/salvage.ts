import { createHash } from 'node:crypto';
import type { JournalEntry } from '../model/record.ts';
import { readLine } from './journal.ts';

/** What can be read of a journal, wherever it is damaged. */
export interface Salvage {
  /** Every sound line, in order: each vouches for itself by its checksum. */
  readonly entries: readonly JournalEntry[];
  /** Numbers of the lines that cannot be read, from 1; the last may only be torn. */
  readonly lost: readonly number[];
  /** Names these bytes: what is kept under it is kept once. */
  readonly digest: string;
}

export function salvageJournal(text: string): Salvage {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const read = lines.map((line) => readLine(line));
  const lost = read.flatMap((entry, index) => (entry === undefined ? [index + 1] : []));
  return {
    entries: read.filter((entry) => entry !== undefined),
    lost: last === '' ? lost : [...lost, lines.length + 1],
    digest: createHash('sha256').update(text).digest('hex').slice(0, 12),
  };
}
