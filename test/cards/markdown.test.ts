import fc from 'fast-check';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { markdown } from '../../src/cards/markdown.ts';

const github = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).freeze();
const pieces = fc.constantFrom(
  '|',
  '-',
  '--',
  ':',
  ' ',
  '\n',
  '\n\n',
  'a',
  '> ',
  '- ',
  '1. ',
  '    ',
  '\\',
  '`',
  '\t',
  '*',
  '# ',
  '~~',
);

test('tables are read as GitHub reads them, wherever they stand', () => {
  let tables = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      const text = parts.join('');
      const expected = github.parse(text);
      if (JSON.stringify(expected).includes('"type":"table"')) tables += 1;
      expect(markdown('a.md', text)).toEqual({ root: expected });
    }),
    {
      numRuns: 3000,
      examples: [[['a', '\n', ':-']], [['|a|\n|-|\n|b|']], [['> |a|\n', '> |-|']], [['- |a|\n', '  |-|']], [['a\n-']]],
    },
  );
  expect(tables).toBeGreaterThan(3);
});

test('an address in running text is text', () => {
  const { root } = markdown('a.md', 'See https://example.org, www.example.org and a@example.org.') as { root: object };
  expect(JSON.stringify(root)).not.toContain('"type":"link"');
});
