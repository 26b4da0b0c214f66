import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { journalLine, readJournal } from '../../src/record/journal.ts';
import { anyEntry, implemented, integrated, started } from './entries.ts';

const ENTRIES: readonly JournalEntry[] = [
  { t: 'run-started', at: 1, run: 'r1', command: 'xpar build "ü" \u2028 𝄞' },
  started('implement'),
  implemented(),
  integrated(),
];

function bytesOf(entries: readonly JournalEntry[]): Buffer {
  return Buffer.from(entries.map(journalLine).join(''));
}

const read = (bytes: Buffer) => readJournal(bytes.toString(), 'journal.jsonl');

test('what was written is read back', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 6 }), (entries) => {
      const bytes = bytesOf(entries);
      expect(read(bytes)).toEqual({
        entries,
        lengths: entries.map((entry) => bytesOf([entry]).length),
        soundBytes: bytes.length,
      });
    }),
  );
});

test('an empty journal is whole', () => {
  expect(readJournal('', 'j')).toEqual({ entries: [], lengths: [], soundBytes: 0 });
});

test('cut at any byte, every whole line before the cut is believed, and the torn tail is told with its size', () => {
  const bytes = bytesOf(ENTRIES);
  const ends = ENTRIES.map((_, index) => bytesOf(ENTRIES.slice(0, index + 1)).length);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const whole = ends.filter((end) => end <= cut);
    const { entries, soundBytes, problem } = read(bytes.subarray(0, cut));
    expect(entries).toEqual(ENTRIES.slice(0, whole.length));
    expect(soundBytes).toBe(whole.at(-1) ?? 0);
    expect(problem?.reason, `cut at ${cut}`).toBe(soundBytes === cut ? undefined : 'state-torn');
  }
});

test('whichever bit is flipped, nothing from its line on is believed, and it is told', () => {
  const bytes = bytesOf(ENTRIES);
  const ends = ENTRIES.map((_, index) => bytesOf(ENTRIES.slice(0, index + 1)).length);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const line = ends.findIndex((end) => bit >> 3 < end);
    const { entries, soundBytes, problem } = read(flipped);
    expect(entries).toEqual(ENTRIES.slice(0, line));
    expect(soundBytes).toBe(ends[line - 1] ?? 0);
    expect(problem?.reason, `bit ${bit}`).toMatch(/^state-(torn|damaged)$/);
  }
});

test('a spoilt line with sound ones after it is damage, told with its line', () => {
  const lines = ENTRIES.map(journalLine);
  const text = [lines[0], lines[1]!.replace('implement', 'implemend'), lines[2], lines[3]].join('');
  expect(readJournal(text, 'j')).toMatchObject({
    entries: [ENTRIES[0]],
    problem: { reason: 'state-damaged', file: 'j', line: 2 },
  });
});

test('a line taken out of the middle by hand leaves a journal that is whole', () => {
  expect(read(bytesOf([ENTRIES[0]!, ENTRIES[2]!])).problem).toBeUndefined();
});

const SPOILT: readonly (readonly [string, string])[] = [
  ['a line without a checksum', '{"t":"retry"}\n'],
  ['zeros of a file that grew and was never filled', '\0'.repeat(300)],
  ['a sound checksum of what is no JSON', '9f86d081 test\n'],
  ['a blank line', '\n'],
  ['half a character', Buffer.from('€').subarray(0, 2).toString('latin1')],
];

test.each(SPOILT)('%s at the end is a torn tail', (_name, tail) => {
  const sound = bytesOf(ENTRIES);
  expect(readJournal(sound.toString() + tail, 'j')).toMatchObject({
    entries: ENTRIES,
    soundBytes: sound.length,
    problem: { reason: 'state-torn', file: 'j' },
  });
});
