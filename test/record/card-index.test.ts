import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCard } from '../../src/cards/parse-card.ts';
import { newAdrText, newStoryText } from '../../src/cards/new-card-text.ts';
import type { Look, Reading } from '../../src/model/reading.ts';
import { openCardIndex, type CardIndex, type Landings } from '../../src/record/card-index.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';

const FILE = '/repo/.xpar/cards-1';
const OLD: Look = [100, 1000.5, 1000.5, 7];
const LATER = 5_000;
const NO_LANDINGS = new Map<string, Landings>();

function story(id: string, more = ''): Reading {
  const bytes = Buffer.from(`${newStoryText(id, `Größe & ${id} \u2028 😀`)}${more}`);
  return { ...parseCard({ kind: 'story', file: `stories/${id}.md`, bytes }), digest: `digest of ${id}${more}` };
}

function adr(number: number): Reading {
  const bytes = Buffer.from(newAdrText(number, 'Weights'));
  return { ...parseCard({ kind: 'adr', file: `adr/ADR-${number}.md`, bytes }), digest: `digest of ${number}` };
}

const seen = (...readings: readonly Reading[]): { reading: Reading; look: Look }[] =>
  readings.map((reading) => ({ reading, look: OLD }));

function reopened(files: MemoryFiles, reader = 'xpar 1'): Promise<CardIndex> {
  return openCardIndex(files, FILE, reader);
}

async function kept(files: MemoryFiles, ...readings: readonly Reading[]): Promise<CardIndex> {
  await (await reopened(files)).save({ seen: seen(...readings), landings: NO_LANDINGS, sinceMs: LATER });
  return reopened(files);
}

test('what was read is recalled as it was, long parts and problems too', async () => {
  const broken = {
    ...parseCard({ kind: 'story', file: 'stories/x.md', bytes: Buffer.from('---\ntitle: [\n---\n') }),
    digest: 'x',
  };
  const readings = [story('weigh'), adr(3), broken];
  expect(broken.problems).not.toEqual([]);
  const index = await kept(memoryFiles(), ...readings);
  for (const reading of readings) expect(index.memory.recall(reading.file, OLD)).toEqual({ reading, same: true });
  expect(index.memory.recall('stories/other.md', OLD)).toBeUndefined();
});

test('any number of cards comes back, however many are new each time', async () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 150 });
  await fc.assert(
    fc.asyncProperty(fc.array(ids, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const files = memoryFiles();
      for (const [round, numbers] of rounds.entries()) {
        const readings = numbers.map((number) => story(`s${number}`, number % 3 === 0 ? `\nround ${round}\n` : ''));
        const index = await kept(files, ...readings);
        expect(index.size).toBe(readings.length);
        for (const reading of readings) expect(index.memory.recall(reading.file, OLD)!.reading).toEqual(reading);
      }
    }),
    { numRuns: 8 },
  );
});

test('the long parts of many cards stand in a file of their own; the one before is removed', async () => {
  const files = memoryFiles();
  const many = Array.from({ length: 100 }, (_, at) => story(`s${at}`));
  await kept(files, ...many);
  const first = [...files.contents.keys()].filter((file) => file.startsWith(`${FILE}.`));
  expect(first).toHaveLength(1);
  await kept(files, ...many.map((one) => story(one.story!.id, '\nedited\n')));
  const second = [...files.contents.keys()].filter((file) => file.startsWith(`${FILE}.`));
  expect(second).toHaveLength(1);
  expect(second).not.toEqual(first);
});

test('one card edited among many does not write the long parts of all again', async () => {
  const files = memoryFiles();
  const many = Array.from({ length: 100 }, (_, at) => story(`s${at}`));
  await kept(files, ...many);
  const before = files.changes.length;
  const edited = story('s7', '\nedited\n');
  const index = await kept(files, ...many.map((one) => (one.story!.id === 's7' ? edited : one)));
  expect(files.changes.slice(before)).toEqual([`cache ${FILE}`]);
  expect(index.memory.recall('stories/s7.md', OLD)!.reading).toEqual(edited);
});

test.for<[string, Look]>([
  ['longer', [101, 1000.5, 1000.5, 7]],
  ['written again', [100, 1000.6, 1000.5, 7]],
  ['touched in its metadata', [100, 1000.5, 1000.6, 7]],
  ['another file of its name', [100, 1000.5, 1000.5, 8]],
  ['gone', [-1, 0, 0, 0]],
])('a file that is %s has to be read again', async ([, look]) => {
  const index = await kept(memoryFiles(), story('weigh'));
  expect(index.memory.recall('stories/weigh.md', look)!.same).toBe(false);
});

test('a file that changed just before it was looked at may change again unseen: it has to be read again', async () => {
  const files = memoryFiles();
  const young: Look = [100, LATER - 1.5, 1000.5, 7];
  const index = await reopened(files);
  await index.save({ seen: [{ reading: story('weigh'), look: young }], landings: NO_LANDINGS, sinceMs: LATER });
  expect((await reopened(files)).memory.recall('stories/weigh.md', young)!.same).toBe(false);
});

test('half an index, one of another xpar, or one whose long parts are gone is none', async () => {
  const files = memoryFiles();
  await kept(files, ...Array.from({ length: 100 }, (_, at) => story(`s${at}`)));
  expect((await reopened(files, 'xpar 2')).size).toBe(0);
  const whole = files.contents.get(FILE)!;
  for (const end of [0, 1, 43, 44, 100, whole.length - 1]) {
    files.contents.set(FILE, whole.slice(0, end));
    expect((await reopened(files)).size).toBe(0);
  }
  files.contents.set(FILE, whole.replace('weigh', 'wiegh').replace('s42', 's43'));
  expect((await reopened(files)).size).toBe(0);
  files.contents.set(FILE, whole);
  for (const file of files.contents.keys()) if (file.startsWith(`${FILE}.`)) files.contents.delete(file);
  expect((await reopened(files)).size).toBe(0);
});

test('an index that cannot be written costs nothing but time', async () => {
  const files = memoryFiles();
  files.failWith('ENOSPC');
  expect((await kept(files, story('weigh'))).size).toBe(0);
});

test('landings are kept by tip, what was taken back too', async () => {
  const files = memoryFiles();
  const landings = new Map<string, Landings>([
    [
      'tip1',
      new Map([
        ['weigh', { key: 'k1', commit: 'c1' }],
        ['ship', { commit: 'c2' }],
      ]),
    ],
    ['tip2', new Map()],
  ]);
  await (await reopened(files)).save({ seen: [], landings, sinceMs: LATER });
  expect((await reopened(files)).landings).toEqual(landings);
});
