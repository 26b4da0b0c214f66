import fc from 'fast-check';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { markdown } from '../../src/cards/markdown.ts';
import { normalText } from '../../src/cards/normal-text.ts';

function normal(text: string): string {
  const read = markdown('a.md', text, 1);
  return 'blocks' in read ? normalText(read.blocks) : read.problem.reason;
}

const github = unified().use(remarkParse).use(remarkGfm, { singleTilde: false }).freeze();

/** The same text by another parser. */
function byRemark(text: string): string {
  return github.parse(text).children.flatMap(lines).join('\n');
}

function lines(node: Nodes): readonly string[] {
  if (node.type === 'heading') return [`heading ${node.depth}: ${words(node)}`];
  if (node.type === 'code') return [`code ${JSON.stringify([node.lang ?? '', node.meta ?? '', node.value])}`];
  if (node.type === 'html') return [`html ${JSON.stringify([node.value])}`];
  if (node.type === 'thematicBreak') return ['thematicBreak []'];
  if (node.type === 'tableRow') return [`row ${JSON.stringify(node.children.map(words))}`];
  if (node.type === 'list') return [node.ordered === true ? 'steps' : 'list', ...indented(node.children)];
  if (node.type === 'paragraph') return [`text: ${words(node)}`];
  return [node.type, ...indented('children' in node ? node.children : [])];
}

function indented(children: readonly Nodes[]): readonly string[] {
  return children.flatMap(lines).map((line) => `  ${line}`);
}

function words(node: Nodes): string {
  return inline(node)
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
}

function inline(node: Nodes): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``;
  if (node.type === 'break') return ' ';
  if (node.type === 'image') return `${node.alt} <${node.url}>`;
  const said = 'children' in node ? node.children.map(inline).join('') : 'value' in node ? node.value : '';
  return node.type === 'link' && node.url !== said ? `${said} <${node.url}>` : said;
}

const word = fc.constantFrom(
  'weigh',
  '*a* parcel',
  '`in code`',
  '[see](https://example.org)',
  '<https://example.org>',
  '**all**',
  '\\*',
  '&amp;',
);
const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(' '));
const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'));
const row = fc.tuple(line, line).map(([one, other]) => `| ${one} | ${other} |`);
const plain = fc.oneof(
  paragraph,
  fc.tuple(fc.integer({ min: 1, max: 6 }), line).map(([depth, text]) => `${'#'.repeat(depth)} ${text}`),
  line.map((text) => `${text}\n---`),
  fc.array(line, { minLength: 1, maxLength: 4 }).map((all) => `\`\`\`sh -e\n${all.join('\n')}\n\`\`\``),
  line.map((text) => `    ${text}\n\n      ${text}`),
  fc.array(row, { minLength: 1, maxLength: 4 }).map((all) => `| one | two |\n|:--|---|\n${all.join('\n')}`),
  fc.constantFrom('***', '<b>bold</b> words', '<div>\nraw\n</div>', '![a scale](scale.png)'),
);
const { block } = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small' },
    plain,
    tie('block').map((text) => text.replace(/^/gm, '> ')),
    fc
      .array(fc.tuple(fc.constantFrom('', '[ ] ', '[x] '), paragraph, tie('block')), { minLength: 1, maxLength: 3 })
      .map((items) => items.map(([box, head, rest]) => `- ${`${box}${head}\n\n${rest}`.replace(/\n(?=.)/g, '\n  ')}`).join('\n')),
    fc.array(line, { minLength: 1, maxLength: 3 }).map((items) => items.map((text, at) => `${at + 1}. ${text}`).join('\n')),
  ),
}));

test('what a card says is what another parser reads in it', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
      const text = blocks.join('\n\n');
      expect(normal(text)).toBe(byRemark(text));
    }),
    { numRuns: 500 },
  );
});

const MARKUP = '| - -- : > 1. 2) \\ ` `` * ** _ # ## ~~ ``` === *** &amp; <!-- --> $ [ ] ( )';
const WORDS = 'A B [E](F) ![G](H) <i:J> <K> [M]: [^P]: [^P] [M] (R) |T|U| <V www.W.org "X" ```D';
const pieces = fc.constantFrom(
  ...`${MARKUP} ${WORDS}`.split(' '),
  ' ',
  '    ',
  '\t',
  '\n',
  '\n\n',
  '- ',
  '[ ] ',
  '|S|\n|-|\n',
  '[Y](Z "X")',
);

test('no word of a card is lost on the way to what is compared, whatever its markup', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      expect(
        normal(text)
          .replaceAll(/listItem|thematicBreak/g, '')
          .match(/[A-Z]/g),
      ).toEqual(text.match(/[A-Z]/g));
    }),
    { numRuns: 3000, examples: [[['a|b\n-|-\n', 'C|D|', 'E']], [['> |a|\n> |-|\n> |B|', 'C|']], [['- '.repeat(20), 'A']]] },
  );
});

test('blocks in blocks are read to any depth that a card has room for', () => {
  const nested = Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- A`).join('\n');
  expect(normal(nested).match(/A/g)).toHaveLength(300);
});

test('what is nested deeper than the parser goes is refused, on one line or over many', () => {
  const stairs = Array.from({ length: 12 }, (_, at) => `${' '.repeat(at * 90)}${'- '.repeat(45)}A`).join('\n');
  expect(markdown('a.md', stairs, 1)).toMatchObject({ problem: { reason: 'markdown-too-complex' } });
});

test('a run of heads of links is refused before anybody waits for it', () => {
  expect(markdown('a.md', '!['.repeat(4001), 1)).toMatchObject({ problem: { reason: 'markdown-too-complex', limit: 4000 } });
});

test('where an image in a link in an image leads is part of what a card says', () => {
  const texts = ['![a [b](x)](s)', '![a [b](y)](s)', '![![c](p)](s)', '![![c](q)](s)', '![![d](q)](s)'];
  expect(new Set(texts.map(normal)).size).toBe(texts.length);
});

test('a line may end as on an old Mac, and places are still told', () => {
  const read = markdown('a.md', 'one\r\r# A\rtwo', 5);
  expect(read).toMatchObject({ blocks: [{}, { kind: 'heading', line: 7, column: 1 }, { line: 8 }] });
});

test('an address in running text is text', () => {
  expect(normal('See https://example.org, www.example.org and a@example.org.')).not.toContain('<');
});
