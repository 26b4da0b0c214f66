import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAdr } from '../../src/cards/read-adr.ts';
import { bytesOf, card, fixture } from './card-bytes.ts';

function read(name: string): ReturnType<typeof readAdr> {
  return readAdr(`adr/${name}`, bytesOf(fixture(name)));
}

test('a whole ADR is read with its locks, its contract and what it refers to', () => {
  const { adr, problems } = read('ADR-3-weights-in-grams.md');
  expect(problems).toEqual([]);
  expect(adr).toMatchObject({
    id: 'ADR-3',
    shownId: 'ADR-3',
    title: 'Weights are whole grams',
    status: 'accepted',
    date: '2026-02-14',
    predecessors: ['ADR-1'],
    weightTokens: 190,
    has: { decision: true, contract: true, doesNotDecide: true },
  });
  expect(adr?.lockedInBy).toEqual([
    {
      file: 'test/parcel/weight.test.mjs',
      titles: ['rounds to whole grams', 'refuses a negative weight'],
      place: { file: 'adr/ADR-3-weights-in-grams.md', line: 8, column: 5 },
    },
    { file: 'test/parcel/scale.test.mjs', titles: ['reads the scale'], place: expect.objectContaining({ line: 9 }) },
    { file: 'test/parcel/all.test.mjs', titles: [], place: expect.objectContaining({ line: 10 }) },
  ]);
  expect(adr?.references.map(({ id, kind, place }) => [id, kind, place.line])).toEqual([
    ['weigh-parcel', 'story', 26],
    ['ADR-7', 'adr', 27],
  ]);
});

test('why can be reworded, the contract cannot', () => {
  const text = fixture('ADR-3-weights-in-grams.md');
  const contractOf = (edited: string): string => readAdr('adr/ADR-3.md', bytesOf(edited)).adr!.contract;
  expect(contractOf(text.replace('Scales, labels', 'Labels'))).toBe(contractOf(text));
  expect(contractOf(text.replace('weight: ~190', 'weight: 1k'))).toBe(contractOf(text));
  expect(contractOf(text.replace('an integer number', 'a number'))).not.toBe(contractOf(text));
  expect(contractOf(text.replace('= number', '= bigint'))).not.toBe(contractOf(text));
  expect(contractOf(text.replace('pounds', 'ounces'))).not.toBe(contractOf(text));
});

test('a MADR file is read as it is', () => {
  const { adr, problems } = read('0014-use-madr.md');
  expect(problems).toEqual([]);
  expect(adr).toMatchObject({
    id: 'ADR-14',
    shownId: 'ADR-0014',
    title: 'Use Markdown Architectural Decision Records',
    status: 'superseded',
    date: '2024-05-01',
    has: { decision: true, contract: false, doesNotDecide: false },
  });
  expect(adr).not.toHaveProperty('weightTokens');
  const renamed = fixture('0014-use-madr.md').replace('## Decision Outcome', '## Decision');
  expect(readAdr('adr/0014-use-madr.md', bytesOf(renamed)).adr?.contract).toBe(adr?.contract);
});

test('adr-tools and log4brains keep status and date in the body', () => {
  expect(read('0005-adr-tools.md').adr).toMatchObject({
    id: 'ADR-5',
    title: 'Keep records short',
    status: 'superseded',
    date: '2016-02-12',
  });
  expect(read('20200101-log4brains.md').adr).toMatchObject({
    id: '20200101-log4brains',
    title: 'Use Log4brains',
    status: 'accepted',
    date: '2020-01-01',
  });
});

test.each(['README', 'index', 'template', '0000-template', 'adr-template', 'notes'])('%s.md is skipped with a note', (stem) => {
  expect(readAdr(`adr/${stem}.md`, bytesOf('# x')).problems).toMatchObject([{ reason: 'skipped-file' }]);
});

test('a key without a value counts as not written', () => {
  expect(readAdr('adr/1.md', card('status: accepted\ndate:\nweight:')).problems).toEqual([]);
});

test('keys of other tools are no matter, a slip in one of ours is told', () => {
  const { adr, problems } = readAdr('adr/ADR-1.md', card('wieght: 10\ndeciders: [Ada]\nfoo: 1\nx-mine: 2'));
  expect(adr?.id).toBe('ADR-1');
  expect(problems).toMatchObject([
    { reason: 'adr-unknown-key', key: 'wieght', suggestion: 'weight', place: { line: 2, column: 1 } },
    { reason: 'adr-unknown-key', key: 'foo' },
  ]);
  expect(problems[1]).not.toHaveProperty('suggestion');
});

test.each([
  [
    'status: acepted',
    { reason: 'wrong-value', key: 'status', found: 'acepted', suggestion: 'accepted', place: { line: 2, column: 9 } },
  ],
  ['weight: heavy', { reason: 'wrong-value', key: 'weight' }],
  ['predecessors: ADR-1', { reason: 'wrong-value', key: 'predecessors', expected: 'a list of ADR ids' }],
  ['locked_in_by: [../a.mjs]', { reason: 'wrong-value', key: 'locked_in_by[0]', place: { line: 2, column: 16 } }],
  ['locked_in_by: ["a.mjs::{b, c"]', { reason: 'wrong-value', key: 'locked_in_by[0]' }],
  ['locked_in_by: ["a.mjs::"]', { reason: 'wrong-value', key: 'locked_in_by[0]' }],
  ['locked_in_by: ["::title"]', { reason: 'wrong-value', key: 'locked_in_by[0]' }],
  ['a: *b', { reason: 'yaml-alias' }],
])('%s gives no ADR but a problem with its place', (frontMatter, expected) => {
  const { adr, problems } = readAdr('adr/ADR-1.md', card(frontMatter));
  expect(adr).toBeUndefined();
  expect(problems).toMatchObject([expected]);
});

test('one lock needs no list, and a title may hold colons and braces', () => {
  const { adr } = readAdr('adr/ADR-1.md', card('locked_in_by: "tests/a.rs::mod::{x} works"'));
  expect(adr?.lockedInBy).toMatchObject([{ file: 'tests/a.rs', titles: ['mod::{x} works'] }]);
});

test('predecessors may be written as numbers', () => {
  expect(readAdr('adr/ADR-9.md', card('predecessors: [7, "0008", adr-6]')).adr?.predecessors).toEqual([
    'ADR-7',
    'ADR-8',
    'ADR-6',
  ]);
});

test('ordinary words in what is not decided refer to nothing', () => {
  const body =
    '## Does not decide\n- the customer owns this\n- `null` and (see below)\n- well-known things\n- what `login` returns\n';
  expect(readAdr('adr/ADR-1.md', card('', body)).adr?.references).toEqual([]);
});

test.each([
  ['- x (login owns this)', 'login'],
  ['- x (`login` owns this)', 'login'],
  ['- weigh-parcel owns it', 'weigh-parcel'],
  ['- see `weigh-parcel`', 'weigh-parcel'],
  ['- later: **adr 012**', 'ADR-12'],
])('%s is a reference', (line, id) => {
  const { adr } = readAdr('adr/ADR-1.md', card('', `## Does not decide\n${line}\n`));
  expect(adr?.references.map((reference) => reference.id)).toEqual([id]);
});

test('reading never throws, whatever the bytes: there is an ADR or a problem', () => {
  const text = fc.string({ unit: 'binary' });
  const files = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(text, text).map(([frontMatter, body]) => card(frontMatter, body)),
    text.map((lock) => card(`locked_in_by: ${JSON.stringify(lock)}`)),
  );
  fc.assert(
    fc.property(files, (bytes) => {
      const { adr, problems } = readAdr('adr/ADR-1.md', bytes);
      expect(adr !== undefined || problems.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
