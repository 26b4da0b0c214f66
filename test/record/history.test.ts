import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { historyOf } from '../../src/record/history.ts';
import { anyEntry, failed, gated, implemented, integrated, started } from './entries.ts';

test('a step is told with its start, its end and how it came out', () => {
  const { steps } = historyOf([started('gate', { at: 3 }), failed('gate', { at: 5 }), gated({ at: 9 })]);
  expect(steps).toEqual([
    { run: 'r1', story: 'login', step: 'gate', startedAt: 3, at: 5, ok: false, reason: 'no-gates' },
    { run: 'r1', story: 'login', step: 'gate', startedAt: 3, at: 9, ok: true },
  ]);
});

test('an integration is told once, by its landing', () => {
  const done = { ...implemented({ at: 4 }), step: 'integrate', output: { commit: 'c' } } as never;
  expect(historyOf([integrated({ at: 3 }), done]).steps.map(({ step }) => step)).toEqual(['integrate']);
});

test('what lanes waited for a person with is told with how long each waited, from its first asking to its first answer', () => {
  const opened = (id: string, at: number): JournalEntry => ({ t: 'inbox-opened', at, run: 'r1', item: { id } }) as JournalEntry;
  const answered = (id: string, at: number): JournalEntry => ({ t: 'inbox-answered', at, id, answer: {} }) as JournalEntry;
  const entries = [opened('A-1', 10), opened('A-2', 12), answered('A-1', 40), opened('A-1', 50), answered('A-1', 90)];
  expect(historyOf(entries).asked).toEqual([30, undefined]);
});

test('a run that was killed has a start and no end', () => {
  const { runs } = historyOf([
    { t: 'run-started', at: 1, run: 'a', command: 'xpar' },
    { t: 'run-started', at: 5, run: 'b', command: 'xpar' },
    { t: 'run-ended', at: 7, run: 'b', exit: 0 },
  ]);
  expect(runs).toEqual([
    { run: 'a', startedAt: 1 },
    { run: 'b', startedAt: 5, endedAt: 7, exit: 0 },
  ]);
});

test('any journal has a history', () => {
  fc.assert(
    fc.property(fc.array(anyEntry), (entries) => {
      expect(historyOf(entries).words.retried).toBe(entries.filter(({ t }) => t === 'retry').length);
    }),
  );
});
