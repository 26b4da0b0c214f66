import { expect, test } from 'vitest';
import { readStory } from '../../src/cards/read-story.ts';
import { bytesOf, card, fixture } from './card-bytes.ts';

const OK = 'title: Weigh\nstatus: draft';

test('a whole card is read with every key, its sections apart and the places of both', () => {
  const { story, problems } = readStory('stories/weigh-parcel.md', bytesOf(fixture('weigh-parcel.md')));
  expect(problems).toEqual([]);
  expect(story).toMatchObject({
    id: 'weigh-parcel',
    title: 'Weigh a parcel',
    status: 'ready',
    type: 'api',
    priority: 2,
    budget: { model: 'claude-sonnet-4-6', floorTokens: 2100, workingTokens: 7400, ceilingTokens: 9500 },
    adrs: ['ADR-3', 'ADR-1'],
    dependsOn: ['take-parcel'],
    gates: ['browser'],
    allowProtected: ['test/parcel/weight.test.mjs'],
    acceptance: [
      'a parcel on the scale gets its weight in whole grams',
      'an empty scale is refused with a message and nothing is printed',
    ],
  });
  expect(story?.subtasks[1]).toEqual({ id: 'label', title: 'Print the label', files: ['src/label.mjs'], dependsOn: ['scale'] });
  expect(story?.places['/adrs/1']).toEqual({ file: 'stories/weigh-parcel.md', line: 11, column: 15 });
  expect(story?.places['#acceptance criteria']).toEqual({ file: 'stories/weigh-parcel.md', line: 27, column: 1 });
  expect(story?.what.body).not.toContain('whole grams');
  expect(JSON.parse(JSON.stringify(story))).toEqual(story);
});

test('what is not written has its default', () => {
  const { story } = readStory('stories/a.md', card(OK));
  expect(story).toMatchObject({
    priority: 100,
    adrs: [],
    context: [],
    files: [],
    dependsOn: [],
    subtasks: [],
    gates: [],
    acceptance: [],
  });
  expect(story).not.toHaveProperty('budget');
});

test('a byte order mark and CRLF change neither the card nor its digest', () => {
  const text = fixture('weigh-parcel.md');
  const plain = readStory('stories/weigh-parcel.md', bytesOf(text));
  const windows = readStory('stories/weigh-parcel.md', bytesOf(`\ufeff${text.replaceAll('\n', '\r\n')}`));
  expect(windows).toEqual(plain);
});

const FRONT_MATTERS: readonly (readonly [string, string, object])[] = [
  ['an alias', `${OK}\ntype: &a x\nx-b: *a`, { reason: 'yaml-alias', place: { line: 5, column: 6 } }],
  [
    'an alias bomb',
    `x-a: &a [${'1,'.repeat(99)}1]\nx-b: &b [${'*a,'.repeat(99)}*a]\nx-c: [${'*b,'.repeat(99)}*b]`,
    { reason: 'yaml-alias' },
  ],
  ['a cycle', `${OK}\nx-a: &a [*a]`, { reason: 'yaml-alias' }],
  ['nesting 20,000 deep', `x-a: ${'['.repeat(20_000)}`, { reason: 'yaml-too-deep' }],
  ['nesting 40 deep', `${OK}\nx-a: ${'['.repeat(40)}${']'.repeat(40)}`, { reason: 'yaml-too-deep' }],
  ['a duplicate key', `${OK}\nstatus: ready`, { reason: 'yaml-duplicate-key', key: 'status', place: { line: 4, column: 1 } }],
  [
    'a duplicate key inside',
    `${OK}\nbudget: {model: a, model: b}`,
    { reason: 'yaml-duplicate-key', key: 'model', place: { line: 4, column: 20 } },
  ],
  ['a function tag', `${OK}\nx-a: !!js/function 'x'`, { reason: 'yaml-tag', tag: '!!js/function' }],
  ['a tag of its own', `${OK}\nx-a: !x y`, { reason: 'yaml-tag', tag: '!x' }],
  ['two documents', `${OK}\n--- {a: 1}`, { reason: 'yaml-two-documents', place: { line: 4 } }],
  ['a tab', 'title: a\nbudget:\n\tmodel: x', { reason: 'yaml-tab', place: { line: 4, column: 1 } }],
  ['broken YAML', 'title: @a', { reason: 'yaml-syntax', place: { line: 2, column: 8 } }],
  [
    'an unquoted colon',
    'title: a: b',
    { reason: 'yaml-syntax', detail: 'a value with `: ` in it needs quotes', place: { line: 2, column: 8 } },
  ],
  ['a key that is a list', '? [a]\n: b', { reason: 'yaml-syntax', detail: 'a key is not a plain word' }],
  ['half a character', 'title: "\\ud800"\nstatus: draft', { reason: 'yaml-syntax', place: { line: 2, column: 8 } }],
  ['a list for a map', '- a', { reason: 'wrong-value', key: 'front matter', expected: 'a map of keys', found: 'a list' }],
  [
    'an unknown status',
    'title: a\nstatus: redy',
    { reason: 'wrong-value', key: 'status', found: 'redy', suggestion: 'ready', place: { line: 3, column: 9 } },
  ],
  [
    'a slip in a key',
    `${OK}\nadr: [ADR-1]`,
    { reason: 'unknown-key', key: 'adr', suggestion: 'adrs', place: { line: 4, column: 1 } },
  ],
  [
    'a key inside that is unknown',
    `${OK}\nbudget: {model: m, flor: 1}`,
    { reason: 'unknown-key', key: 'flor', suggestion: 'floor' },
  ],
  ['no title', 'status: draft', { reason: 'missing-key', key: 'title', example: 'title: Weigh a parcel' }],
  [
    'no model in a budget',
    `${OK}\nbudget: {floor: 1}`,
    { reason: 'missing-key', key: 'budget.model', place: { line: 4, column: 9 } },
  ],
  [
    'a number for an id',
    `${OK}\nid: 1e3`,
    { reason: 'wrong-value', key: 'id', expected: "a quoted string: '1e3'", found: '1e3', place: { line: 4, column: 5 } },
  ],
  [
    'a truth value for an id',
    `${OK}\ndepends_on: [true]`,
    { reason: 'wrong-value', key: 'depends_on[0]', expected: "a quoted string: 'true'" },
  ],
  ['an id that is not the stem', `${OK}\nid: b`, { reason: 'id-differs', id: 'b', stem: 'a', place: { line: 4, column: 5 } }],
  ['an id that climbs', `${OK}\nid: ../../etc/passwd`, { reason: 'bad-id', id: '../../etc/passwd' }],
  ['an id with a NUL', `${OK}\nid: "a\\0"`, { reason: 'bad-id', id: 'a\0' }],
  [
    'a dependency that is a command',
    `${OK}\ndepends_on: ["$(touch P)"]`,
    { reason: 'wrong-value', key: 'depends_on[0]', place: { line: 4, column: 14 } },
  ],
  [
    'files that climb out',
    `${OK}\nfiles: [src/a, ../b]`,
    { reason: 'wrong-value', key: 'files[1]', found: '../b', place: { line: 4, column: 16 } },
  ],
  [
    'files taken out, as an ignore file does it',
    `${OK}\nfiles: [src/**, '!src/a']`,
    { reason: 'wrong-value', key: 'files[1]', expected: expect.stringContaining('nothing is taken out by `!`') as string },
  ],
  ['files from the root', `${OK}\nallow_protected: [/etc/passwd]`, { reason: 'wrong-value', key: 'allow_protected[0]' }],
  ['an ADR named twice', `${OK}\nadrs: [ADR-3, ADR-03]`, { reason: 'wrong-value', key: 'adrs[1]', expected: 'each ADR once' }],
  [
    'a subtask that needs no subtask',
    `${OK}\nsubtasks: [{id: b, title: x, depends_on: [c]}]`,
    { reason: 'wrong-value', key: 'subtasks[0].depends_on[0]' },
  ],
  [
    'a subtask that would tell another lane',
    `${OK}\nsubtasks: [{id: b--c, title: x}]`,
    { reason: 'wrong-value', key: 'subtasks[0].id', found: 'b--c' },
  ],
  ['twin subtasks', `${OK}\nsubtasks: [{id: b, title: x}, {id: b, title: y}]`, { reason: 'wrong-value', key: 'subtasks[1].id' }],
];

test.each(FRONT_MATTERS)('%s in the front matter is told with its place, and gives no story', (_name, frontMatter, expected) => {
  const { story, problems } = readStory('stories/a.md', card(frontMatter));
  expect(story).toBeUndefined();
  expect(problems).toContainEqual(
    expect.objectContaining({ ...expected, place: expect.objectContaining('place' in expected ? expected.place : {}) }),
  );
});

test('every complaint about one card is told at once, in the order of lines', () => {
  const { problems } = readStory('stories/a.md', card('status: redy\nfoo: 1\nfiles: [../x]'));
  expect(problems.map(({ reason, place }) => [reason, place.line])).toEqual([
    ['missing-key', 1],
    ['wrong-value', 2],
    ['unknown-key', 3],
    ['wrong-value', 4],
  ]);
});

test.each([
  ['-1', undefined],
  ['1e309', undefined],
  ['.nan', undefined],
  ['1.5', undefined],
  ['lots', undefined],
  ['"12k"', 12_000],
  ['010', 10],
  ['~3.4k', 3400],
  ['0', 0],
])('a floor written %s is read as %s', (written, tokens) => {
  const { story, problems } = readStory('stories/a.md', card(`${OK}\nbudget: {model: m, floor: ${written}}`));
  expect(story?.budget?.floorTokens).toBe(tokens);
  expect(problems.map(({ reason }) => reason)).toEqual(tokens === undefined ? ['wrong-value'] : []);
});

test('a key __proto__ is an unknown key and pollutes nothing', () => {
  const { problems } = readStory('stories/a.md', card(`${OK}\n__proto__: {polluted: 1}\nconstructor: {polluted: 1}`));
  expect(problems.map((problem) => 'key' in problem && problem.key)).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
