import { expect, test } from 'vitest';
import type { JournalEntry, StoryState } from '../../src/model/record.ts';
import type { ResolvedEntry } from '../../src/model/resolution.ts';
import { triesOf } from '../../src/model/tries.ts';
import { foldJournal, storyState } from '../../src/record/fold.ts';
import { failed, implemented, started } from './entries.ts';

const by = { name: 'Ada', email: '' };
const word = (choice: ResolvedEntry['choice'], more: Partial<ResolvedEntry> = {}): JournalEntry => ({
  t: 'resolved',
  at: 9,
  story: 'login',
  key: 'k1',
  choice,
  by,
  work: 'w',
  ...more,
});
const CONFLICT: JournalEntry = {
  ...(failed('integrate') as Extract<JournalEntry, { t: 'failed' }>),
  problem: { reason: 'merge-conflict', story: 'login', paths: ['a'], onto: 'tip' },
};
const after = (...entries: readonly JournalEntry[]): StoryState =>
  storyState(foldJournal([implemented(), CONFLICT, ...entries]), 'login');

test('kept, its work stands as done, with a clean sheet', () => {
  const output = { commit: 'w', tree: 't', base: 'b', changed: true };
  const state = after(word('this', { keeps: { parts: { title: 'x' }, output } }));
  expect(state).toMatchObject({ failures: [], work: 'w', steps: { implement: { key: 'k1', parts: { title: 'x' }, output } } });
  expect(state.steps.gate).toBeUndefined();
});

test.each(['other', 'again'] as const)(
  'for %s its work is put aside, no try is used up, and the next session is told',
  (choice) => {
    const state = after(word(choice, choice === 'again' ? { after: ['add'] } : {}));
    expect(state).toMatchObject({ dropped: 'w', failures: [{ problem: { reason: 'rejected' } }] });
    expect([state.work, state.steps.implement, triesOf(state, 'k1')]).toEqual([undefined, undefined, []]);
    expect(state.after).toEqual(choice === 'again' ? { key: 'k1', stories: ['add'] } : undefined);
  },
);

test('given up, it is so for this card alone, until it is retried', () => {
  expect(after(word('abandon'))).toMatchObject({ abandoned: { key: 'k1', at: 9 }, failures: [], dropped: 'w' });
  expect(after(word('abandon'), { t: 'retry', at: 10, story: 'login' }).abandoned).toBeUndefined();
  expect(after(word('abandon'), started('budget-check')).abandoned).toEqual({ key: 'k1', at: 9 });
  expect(after(word('abandon'), started('budget-check', { key: 'k2' })).abandoned).toBeUndefined();
});

test('behind another it keeps all it has', () => {
  const { after: turn, ...rest } = after(word('behind', { after: ['sum'] }));
  expect([turn, rest]).toEqual([{ key: 'k1', stories: ['sum'] }, after()]);
});
