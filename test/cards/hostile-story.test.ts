import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStory } from '../../src/cards/read-story.ts';
import { bytesOf, card } from './card-bytes.ts';

const OK = 'title: Weigh\nstatus: draft';

test.each([
  ['\n---\ntitle: a\n---\n', { reason: 'front-matter-missing', found: 'a blank line before `---`' }],
  [' ---\ntitle: a\n---\n', { reason: 'front-matter-missing', found: 'a space before `---`' }],
  ['---\ntitle: a\n', { reason: 'front-matter-unclosed' }],
  ['---', { reason: 'front-matter-unclosed' }],
  ['---js\nprocess.exit(1)\n---\n', { reason: 'front-matter-not-yaml', found: '---js' }],
  ['+++\ntitle = "a"\n+++\n', { reason: 'front-matter-not-yaml', found: '+++' }],
  ['---\ntitle: a\n---\nstatus: draft\n---\n', { reason: 'yaml-two-documents', place: expect.objectContaining({ line: 4 }) }],
  ['---\ntitle: a\n---\n---\nstatus: draft\n---\n', { reason: 'yaml-two-documents' }],
])('%j is told for what it is', (text, expected) => {
  expect(readStory('stories/a.md', bytesOf(text))).toEqual({ problems: [expect.objectContaining(expected)] });
});

test('a heading underlined right below the front matter is no second document', () => {
  expect(readStory('stories/a.md', card(OK, 'Weigh a parcel\n---\nText.\n')).problems).toEqual([]);
});

test.each(['', '# A page about buttons\n', 'text\n---\nmore\n'])(
  'a file without front matter (%j) is skipped with a note',
  (text) => {
    expect(readStory('stories/button.md', bytesOf(text))).toEqual({
      problems: [{ reason: 'skipped-file', why: 'no front matter', place: { file: 'stories/button.md' } }],
    });
  },
);

test.each([
  '-rf',
  '--upload-pack=touch x',
  '$(touch P)',
  '`touch P`',
  'a;touch P',
  'a\nb',
  'a\0b',
  'a\u202eb',
  'a\u200db',
  'ä',
  'A',
  'a b',
  ' a',
  'a--b',
  'a-',
])('a file named %j has no id', (stem) => {
  expect(readStory(`stories/${stem}.md`, card(OK)).problems).toEqual([expect.objectContaining({ reason: 'bad-id', id: stem })]);
});

test.each(['main', 'head', 'HEAD', 'xpar', 'integration', 'aux', 'con', 'nul', 'com1', 'lpt9'])(
  'the id %s is reserved',
  (stem) => {
    expect(readStory(`stories/${stem}.md`, card(OK)).problems).toMatchObject([
      { reason: 'bad-id', why: 'a name that is not reserved' },
    ]);
  },
);

test('an id of 64 characters is accepted, one of 300 is told the limit', () => {
  expect(readStory(`stories/${'x'.repeat(64)}.md`, card(OK)).problems).toEqual([]);
  expect(readStory(`stories/${'x'.repeat(300)}.md`, card(OK)).problems).toMatchObject([
    { reason: 'bad-id', why: '64 characters at most' },
  ]);
});

test('too much is refused by its size before anything is parsed', () => {
  const body = 'x'.repeat(256 * 1024);
  expect(readStory('stories/a.md', card(OK, body)).problems).toMatchObject([{ reason: 'too-large', limit: 262_144 }]);
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
  expect(readStory('stories/a.md', card(keys)).problems).toMatchObject([{ reason: 'too-large', limit: 65_536 }]);
});

test.each([
  ['emphasis', '**a_'.repeat(4000)],
  ['quotes', `${'>'.repeat(5000)}a`],
  ['lists', `${'- '.repeat(5000)}a`],
  ['links', '[a]('.repeat(60_000)],
])('%s that would take the parser minutes are refused', (_name, body) => {
  expect(readStory('stories/a.md', card(OK, body)).problems).toMatchObject([
    { reason: 'markdown-too-complex', place: { line: 5 } },
  ]);
});

test('bytes that are not UTF-8 are told with their offset and line', () => {
  const bytes = Uint8Array.from([...card(OK), 0x61, 0xff]);
  expect(readStory('stories/a.md', bytes).problems).toEqual([
    { reason: 'not-utf8', offset: bytes.length - 1, place: { file: 'stories/a.md', line: 6 } },
  ]);
  const surrogate = Uint8Array.from([...card(OK), 0xed, 0xa0, 0x80]);
  expect(readStory('stories/a.md', surrogate).problems).toMatchObject([{ reason: 'not-utf8' }]);
});

test('reading never throws, whatever the bytes: there is a story or a problem', () => {
  const tokens = [
    'a',
    ': ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!t ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '\t',
    '? ',
    '---',
    '\\',
    '%',
    '\0',
    '😀',
    '1e3',
    'title: x\n',
  ];
  const yaml = fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((parts) => parts.join(''));
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), yaml);
  const files = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(text, text).map(([frontMatter, body]) => card(frontMatter, body)),
  );
  fc.assert(
    fc.property(files, (bytes) => {
      const { story, problems } = readStory('stories/a.md', bytes);
      expect(story === undefined).toBe(problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
