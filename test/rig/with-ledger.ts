import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JournalEntry } from '../../src/model/record.ts';
import { journalLine } from '../../src/record/journal.ts';
import { threeWeeks } from './three-weeks.ts';
import type { Workshop } from './workshop.ts';

/** Gives a repository a journal, as if all that had been built in it: three weeks' work where nothing else is given. */
export function withLedger({ repository }: Pick<Workshop, 'repository'>, entries: readonly JournalEntry[] = threeWeeks()): void {
  const folder = path.join(repository, '.xpar');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '.gitignore'), '*\n');
  writeFileSync(path.join(folder, 'version'), '1\n');
  writeFileSync(path.join(folder, 'journal.jsonl'), entries.map(journalLine).join(''));
}
