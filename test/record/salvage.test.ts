import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldJournal } from '../../src/record/fold.ts';
import { journalLine } from '../../src/record/journal.ts';
import { salvageJournal } from '../../src/record/salvage.ts';
import { anyEntry, implemented, started } from './entries.ts';

test('sound lines are read on both sides of a damaged one, which is named', () => {
  const lines = [started('implement'), implemented(), started('gate')].map(journalLine);
  const { entries, lost } = salvageJournal([lines[0], lines[1]!.replace('done', 'dome'), lines[2]].join(''));
  expect(entries).toEqual([started('implement'), started('gate')]);
  expect(lost).toEqual([2]);
});

test('a torn tail is a lost line, the end of a whole file is none', () => {
  expect(salvageJournal(journalLine(implemented()))).toMatchObject({ entries: [implemented()], lost: [] });
  expect(salvageJournal(`${journalLine(implemented())}0123`)).toMatchObject({ entries: [implemented()], lost: [2] });
  expect(salvageJournal('')).toMatchObject({ entries: [], lost: [] });
});

test('the same bytes have the same digest, others another', () => {
  expect(salvageJournal('a\n').digest).toBe(salvageJournal('a\n').digest);
  expect(salvageJournal('a\n').digest).not.toBe(salvageJournal('b\n').digest);
});

test('whatever bytes are spoilt: every line is read or named, and what is read has a meaning', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { minLength: 1 }), fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (written, places) => {
      const bytes = Buffer.from(written.map(journalLine).join(''));
      for (const place of places) bytes[place % bytes.length] = 0x23;
      const { entries, lost } = salvageJournal(bytes.toString());
      expect(entries.length + lost.length).toBe(bytes.toString().replace(/\n$/, '').split('\n').length);
      for (const entry of entries) expect(written).toContainEqual(entry);
      expect(() => foldJournal(entries)).not.toThrow();
    }),
  );
});
