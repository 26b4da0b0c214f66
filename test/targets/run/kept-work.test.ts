import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import { journalLine } from '../../../src/record/journal.ts';
import { keptWork } from '../../../src/targets/run/kept-work.ts';
import { memoryFiles } from '../../rig/memory-files.ts';
import { layout } from './build-elsewhere.ts';

const place = { path: '/lanes/x', branch: 'xpar/x', base: 'b' };
const begun = (story: string, step: 'worktree' | 'implement' | 'gate'): JournalEntry =>
  ({ t: 'started', at: 1, run: 'r', story, step, key: 'k', attempt: 1 }) as JournalEntry;
const done = (story: string, step: 'worktree' | 'implement', output: object): JournalEntry =>
  ({ t: 'done', at: 2, run: 'r', story, step, key: 'k', parts: {}, output }) as unknown as JournalEntry;
const placed = (story: string): JournalEntry[] => [begun(story, 'worktree'), done(story, 'worktree', place)];
const worked = (story: string): JournalEntry[] => [
  ...placed(story),
  begun(story, 'implement'),
  done(story, 'implement', { commit: 'c', tree: 't', base: 'b', changed: true }),
];

test('what stands of a lane is its work, or what its session had; what never began has nothing', async () => {
  const journal: JournalEntry[] = [
    ...worked('done'),
    begun('done', 'gate'),
    ...placed('cut'),
    begun('cut', 'implement'),
    begun('early', 'worktree'),
    ...worked('landed'),
    { t: 'integrated', at: 3, run: 'r', story: 'landed', key: 'k', commit: 'm', parts: {} } as unknown as JournalEntry,
  ];
  const files = memoryFiles({ [layout.journal]: journal.map(journalLine).join('') });
  expect(await keptWork({ files }, layout)).toEqual([
    { lane: 'cut', as: 'worktree' },
    { lane: 'done', as: 'work' },
  ]);
});

test('of a journal that cannot be read nothing is said', async () => {
  const files = memoryFiles({ [layout.version]: '99\n' });
  expect(await keptWork({ files }, layout)).toEqual([]);
});
