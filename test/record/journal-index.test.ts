import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalEntry, State } from '../../src/model/record.ts';
import { startFold, foldJournal } from '../../src/record/fold.ts';
import { decodeIndex, encodeIndex, indexOf, knownOf, stillHolds, type JournalIndex } from '../../src/record/journal-index.ts';
import { JournalDamage, journalLine, readJournal } from '../../src/record/journal.ts';
import { layoutOf } from '../../src/record/layout.ts';
import { openJournal } from '../../src/record/open-journal.ts';
import { memoryFiles } from '../rig/memory-files.ts';
import { anyEntry, integrated, started, wholeState } from './entries.ts';

const FILE = 'journal.jsonl';
const entries = fc.array(anyEntry, { minLength: 1, maxLength: 25 });

const textOf = (all: readonly JournalEntry[]): string => all.map(journalLine).join('');
const piecesOf = (text: string) => {
  const bytes = Buffer.from(text);
  return (offset: number, length: number) => bytes.subarray(offset, offset + length);
};

function indexed(all: readonly JournalEntry[], before?: JournalIndex, from = 0): JournalIndex {
  const read = readJournal(textOf(all.slice(from)), FILE);
  return indexOf(before, read, foldJournal(all).underWay);
}

function stateBy(index: JournalIndex, text: string, rest: readonly JournalEntry[] = []): State {
  return startFold(rest, knownOf(index, FILE, piecesOf(text))).state;
}

test('an indexed journal and what was written after it say what the whole journal says', () => {
  fc.assert(
    fc.property(entries, entries, (first, rest) => {
      const state = stateBy(indexed(first), textOf([...first, ...rest]), rest);
      expect(wholeState(state)).toEqual(wholeState(foldJournal([...first, ...rest])));
    }),
  );
});

test('an index that was gone on with is the one made at once', () => {
  fc.assert(
    fc.property(entries, entries, (first, rest) => {
      const all = [...first, ...rest];
      expect(indexed(all, indexed(first), first.length)).toEqual(indexed(all));
    }),
  );
});

test('an index is read back as it was written; with any byte changed it is none', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, where, by) => {
      const index = indexed(all);
      const bytes = encodeIndex(index);
      expect(decodeIndex(bytes)).toMatchObject(index);
      const spoilt = Uint8Array.from(bytes);
      spoilt[where % bytes.length]! ^= by;
      expect(decodeIndex(spoilt)).toBeUndefined();
    }),
  );
  expect(decodeIndex(undefined)).toBeUndefined();
  expect(decodeIndex(new Uint8Array())).toBeUndefined();
});

function toldOf(state: State): string {
  try {
    return JSON.stringify(wholeState(state));
  } catch (error) {
    if (error instanceof JournalDamage) return 'damage';
    throw error;
  }
}

test('a journal that was changed under its index is never believed: what is read is what was written, or damage', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, where, by) => {
      const index = indexed(all);
      const bytes = Buffer.from(textOf(all));
      bytes[where % bytes.length]! ^= by;
      const pieces = (offset: number, length: number) => bytes.subarray(offset, offset + length);
      const state = startFold([], knownOf(index, FILE, pieces)).state;
      expect(toldOf(state)).toBeOneOf([JSON.stringify(wholeState(foldJournal(all))), 'damage']);
    }),
  );
});

test('a journal that begins otherwise than its index says does not hold it', () => {
  const all = [started('implement'), integrated(), started('gate')];
  const index = indexed(all);
  expect(stillHolds(index, FILE, piecesOf(textOf(all)))).toBe(true);
  expect(stillHolds(index, FILE, piecesOf(textOf([started('gate'), integrated(), started('gate')])))).toBe(false);
  expect(stillHolds(index, FILE, piecesOf(textOf([integrated(), started('implement'), started('gate')])))).toBe(false);
});

const layout = layoutOf('/home/me/shop/.git');

function longJournal(): JournalEntry[] {
  return Array.from({ length: 3_000 }, (_, n) => [started('gate', { story: `s${n}` }), integrated({ story: `s${n}` })]).flat();
}

test('a long journal is indexed by who reads it first, and the next reads what is new', async () => {
  const all = longJournal();
  const files = memoryFiles({ [layout.journal]: textOf(all) });
  expect(wholeState((await openJournal(files, layout)).fold.state)).toEqual(wholeState(foldJournal(all)));
  expect(files.changes).toEqual([`cache ${layout.journalIndex}`]);
  const more = [started('gate', { story: 'new' })];
  files.contents.set(layout.journal, textOf([...all, ...more]));
  const { fold } = await openJournal({ ...files, readText: () => expect.fail('the whole journal was read') }, layout);
  expect(wholeState(fold.state)).toEqual(wholeState(foldJournal([...all, ...more])));
  expect([...fold.state.underWay]).toEqual(['new']);
  expect(files.changes).toHaveLength(1);
});

test('a torn line after what is indexed is told; a journal that is shorter than its index is read whole', async () => {
  const all = longJournal();
  const files = memoryFiles({ [layout.journal]: textOf(all) });
  await openJournal(files, layout);
  files.contents.set(layout.journal, `${textOf(all)}{"t":`);
  expect((await openJournal(files, layout)).problem).toMatchObject({ reason: 'state-torn', bytes: 5 });
  files.contents.set(layout.journal, textOf(all.slice(0, 10)));
  expect((await openJournal(files, layout)).fold.state.stories.size).toBe(5);
});

test('damage after what is indexed is told by its line in the whole journal', async () => {
  const all = longJournal();
  const files = memoryFiles({ [layout.journal]: textOf(all) });
  await openJournal(files, layout);
  files.contents.set(layout.journal, `${textOf(all)}spoilt\n${journalLine(integrated())}`);
  expect((await openJournal(files, layout)).problem).toMatchObject({ reason: 'state-damaged', line: 6_001 });
});

test('a short journal is read whole, and no index is made', async () => {
  const files = memoryFiles({ [layout.journal]: textOf([integrated()]) });
  expect((await openJournal(files, layout)).fold.state.stories.size).toBe(1);
  expect(files.changes).toEqual([]);
});
