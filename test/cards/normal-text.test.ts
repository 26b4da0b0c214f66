import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStory } from '../../src/cards/read-story.ts';
import { bytesOf, card } from './card-bytes.ts';

function whatOf(body: string): unknown {
  const { story, problems } = readStory('stories/a.md', card('title: Weigh\nstatus: draft', body));
  expect(problems).toEqual([]);
  return story!.what;
}

const BODY = `# Weigh a parcel

A clerk puts a *parcel* on the scale, and reads
its weight.

Details
-------
1. put it on
2. read it

\`\`\`sh
weigh   --grams
\`\`\`

## Acceptance criteria
- [ ] whole grams
- [x] an empty scale is refused

## Done
Tests pass.
`;

const SAME: readonly (readonly [string, string, string])[] = [
  ['re-wrapping', 'on the scale, and reads\nits weight.', 'on the\nscale, and reads its weight.'],
  ['an underlined heading', 'Details\n-------', '## Details'],
  ['a heading closed with hashes', '# Weigh a parcel', '# Weigh a parcel #'],
  ['emphasis', '*parcel*', '__parcel__'],
  ['the marker of a list', '- [ ] whole grams\n- [x] an', '* [ ] whole grams\n* [x] an'],
  ['the numbers of a list', '1. put it on\n2. read it', '1) put it on\n1) read it'],
  ['a checked box', '- [ ] whole', '- [x] whole'],
  ['no box', '- [ ] whole', '- whole'],
  ['blank lines', 'its weight.\n', 'its weight.\n\n\n'],
  ['the fence of code', '```sh\nweigh   --grams\n```', '~~~sh\nweigh   --grams\n~~~'],
  ['the case of the heading of criteria', '## Acceptance criteria', '## ACCEPTANCE CRITERIA:'],
];

test.each(SAME)('%s changes nothing of what is asked for', (_name, before, after) => {
  expect(BODY).toContain(before);
  expect(whatOf(BODY.replace(before, after))).toEqual(whatOf(BODY));
});

const OTHER: readonly (readonly [string, string, string])[] = [
  ['a word of the body', 'clerk', 'customer'],
  ['the space in code', 'weigh   --grams', 'weigh --grams'],
  ['the language of code', '```sh', '```bash'],
  ['a step', '2. read it', '2. read it\n3. go'],
  ['steps that become a list', '1. put it on\n2. read it', '- put it on\n- read it'],
  ['a criterion', 'whole grams', 'grams'],
  ['a criterion more', '- [ ] whole grams', '- [ ] whole grams\n- [ ] more'],
  ['what is done', 'Tests pass.', 'Tests pass twice.'],
  ['a link', 'Tests pass.', '[Tests](https://example.org) pass.'],
];

test.each(OTHER)('%s, edited, changes what is asked for', (_name, before, after) => {
  expect(BODY).toContain(before);
  expect(whatOf(BODY.replace(before, after))).not.toEqual(whatOf(BODY));
});

test('criteria and body are told apart', () => {
  const before = whatOf(BODY) as { body: string; acceptance: string };
  const after = whatOf(BODY.replace('whole grams', 'grams')) as { body: string; acceptance: string };
  expect(after.body).toBe(before.body);
  expect(after.acceptance).not.toBe(before.acceptance);
});

test('reordering the keys of the front matter changes nothing of what is asked for', () => {
  const one = readStory('stories/a.md', bytesOf('---\ntitle: Weigh\nstatus: draft\npriority: 3\n---\nText.\n')).story;
  const other = readStory('stories/a.md', bytesOf("---\npriority: 1\nstatus: ready\ntitle: 'Weigh'\n---\nText.\n")).story;
  expect(other?.what).toEqual(one?.what);
  expect(other?.digest).not.toBe(one?.digest);
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const paragraphs = fc.array(fc.array(word, { minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 5 });

test('any paragraphs keep their text when they are wrapped anew, and lose it with any word', () => {
  fc.assert(
    fc.property(paragraphs, fc.nat(), fc.nat(), (texts, width, edited) => {
      const wide = texts.map((words) => words.join(' ')).join('\n\n');
      const narrow = texts
        .map((words) => words.map((one, index) => (index % (1 + (width % 4)) === 0 && index > 0 ? `\n${one}` : one)).join(' '))
        .join('\n\n\n');
      expect(whatOf(narrow)).toEqual(whatOf(wide));
      const [first, ...rest] = texts as [string[], ...string[][]];
      const changed = first.map((one, index) => (index === edited % first.length ? `${one}x` : one));
      expect(whatOf([changed, ...rest].map((words) => words.join(' ')).join('\n\n'))).not.toEqual(whatOf(wide));
    }),
  );
});

test('any list keeps its text under other markers and boxes', () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('-', '*', '+'),
      fc.constantFrom('', '[ ] ', '[x] '),
      (items, marker, box) => {
        const heading = '## Acceptance criteria\n';
        const plain = items.map((item) => `- ${item}`).join('\n');
        expect(whatOf(`${heading}${items.map((item) => `${marker} ${box}${item}`).join('\n')}`)).toEqual(
          whatOf(`${heading}${plain}`),
        );
      },
    ),
  );
});
