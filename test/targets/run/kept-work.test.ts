import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import { journalLine } from '../../../src/record/journal.ts';
import type { Decision, Step } from '../../../src/model/target.ts';
import type { Decisions } from '../../../src/stale/decide.ts';
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

const FRESH: Decision = { state: 'fresh', reason: { code: 'same-inputs' } };
const STALE: Decision = { state: 'stale', reason: { code: 'never-built' } };
const held = (reason: Extract<Decision, { state: 'held' }>['reason']): Decision => ({ state: 'held', reason });

/** All stale but for these. */
const decidedAs = (steps: { readonly [S in Step]?: Decision } = {}): Decisions => ({
  'budget-check': FRESH,
  worktree: FRESH,
  implement: STALE,
  gate: STALE,
  integrate: STALE,
  ...steps,
});
const all = (decision: Decision): Decisions => decidedAs({ implement: decision, gate: decision, integrate: decision });

/** What is kept of these stories of a run, where the cards are as decided. */
async function kept(
  journal: readonly JournalEntry[],
  decided: Readonly<Record<string, Decisions>>,
  stories = Object.keys(decided),
) {
  const files = memoryFiles({ [layout.journal]: journal.map(journalLine).join('') });
  const found = await keptWork({ files }, layout, {
    stories: new Set(stories),
    decided: async () => new Map(Object.entries(decided)),
  });
  return Object.fromEntries(found.map(({ lane, as }) => [lane, as]));
}

test('what stands of a lane is its work, gated or not, or what its session had; what never began has nothing', async () => {
  const journal: JournalEntry[] = [
    ...worked('gated'),
    ...worked('done'),
    begun('done', 'gate'),
    ...placed('cut'),
    begun('cut', 'implement'),
    begun('early', 'worktree'),
    ...worked('edited'),
    ...worked('landed'),
    { t: 'integrated', at: 3, run: 'r', story: 'landed', key: 'k', commit: 'm', parts: {} } as unknown as JournalEntry,
  ];
  const decided = {
    gated: decidedAs({ implement: FRESH, gate: FRESH }),
    done: decidedAs({ implement: FRESH }),
    cut: decidedAs(),
    early: decidedAs(),
    edited: decidedAs(),
    landed: all(FRESH),
  };
  expect(await kept(journal, decided)).toEqual({ gated: 'gated', done: 'work', cut: 'worktree', edited: 'again' });
});

test('what no build goes on with by itself is said to need a person', async () => {
  const journal = [...worked('failed'), ...worked('asks'), ...placed('nothing')];
  const used = held({ code: 'attempts-used', attempts: 3, problem: { reason: 'no-gates' } });
  const decided = { failed: all(used), asks: all(held({ code: 'waits-for', story: 'failed' })), nothing: all(used) };
  expect(await kept(journal, decided)).toEqual({ failed: 'failed', asks: 'held' });
});

test('parked work is not done', async () => {
  const parked = { t: 'parked', at: 3, run: 'r', story: 'late', key: 'k', why: { by: 'budget' }, commit: 'c' } as unknown;
  expect(await kept([...placed('late'), begun('late', 'implement'), parked as JournalEntry], { late: decidedAs() })).toEqual({
    late: 'handed-back',
  });
});

test('stories without a card, and those of other runs, are not spoken of', async () => {
  const journal = [...worked('gone'), ...worked('other'), ...worked('mine')];
  const decided = { other: decidedAs({ implement: FRESH }), mine: decidedAs({ implement: FRESH }) };
  expect(await kept(journal, decided, ['gone', 'mine'])).toEqual({ mine: 'work' });
});

test('of a journal or cards that cannot be read nothing is said', async () => {
  const stories = new Set(['add']);
  const newer = memoryFiles({ [layout.version]: '99\n' });
  expect(await keptWork({ files: newer }, layout, { stories, decided: async () => new Map() })).toEqual([]);
  const files = memoryFiles({ [layout.journal]: worked('add').map(journalLine).join('') });
  expect(await keptWork({ files }, layout, { stories, decided: async () => undefined })).toEqual([]);
});
