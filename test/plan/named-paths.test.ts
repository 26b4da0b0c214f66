import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedPaths, treeNames } from '../../src/plan/named-paths.ts';

const TREE = treeNames([
  'Makefile',
  'README.md',
  'src/auth/tokens.py',
  'src/auth/index.ts',
  'src/shop/index.ts',
  'src/basket/index.ts',
  'src/pay/index.ts',
  'src/scale.ts',
  'app/[id]/page.tsx',
  'größe/übung.md',
  '.github/workflows/ci.yml',
  'test/scale.test.ts',
]);
const named = (text: string): string[] => [...namedPaths(text, TREE).keys()].sort();

test.each([
  ['a path as it is', 'Change src/scale.ts.', ['src/scale.ts']],
  ['in code, with a line', 'see `src/scale.ts:41:3`', ['src/scale.ts']],
  ['from a stack', 'at weigh (/home/ann/shop/src/scale.ts:41)', []],
  ['as Windows writes it', String.raw`edit src\auth\tokens.py, please`, ['src/auth/tokens.py']],
  ['from where one stands', './README.md and ../src/scale.ts', ['README.md', 'src/scale.ts']],
  ['by its last names alone', 'auth/tokens.py; (scale.test.ts)', ['src/auth/tokens.py', 'test/scale.test.ts']],
  ['as a module of Python', 'auth.tokens', ['src/auth/tokens.py']],
  ['as a module of Rust', 'crate::auth::tokens', ['src/auth/tokens.py']],
  ['without spaces around it', '请修改src/scale.ts文件', ['src/scale.ts']],
  ['in another script', 'Die Datei größe/übung.md fehlt', ['größe/übung.md']],
  ['with brackets of its own', 'app/[id]/page.tsx', ['app/[id]/page.tsx']],
  ['with a dot before it', 'in .github/workflows/ci.yml', ['.github/workflows/ci.yml']],
  ['a folder', 'everything in src/auth/ moves', ['src/auth/**']],
  ['a file without an ending', 'the Makefile', ['Makefile']],
  ['a file to come, in a folder that is there', 'add src/auth/login.ts and lib/new.ts', ['src/auth/login.ts']],
  ['a name of many files says nothing', 'index.ts', []],
  ['a word is no file', 'scale the tokens, e.g. by 2.5', []],
  ['an address is no path', 'https://example.com/src/scale.ts', []],
])('%s: %s', (_what, text, paths) => {
  expect(named(text)).toEqual(paths);
});

test('any text has an answer, and every one of them lies inside the tree', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('../../etc/passwd', 'src/../../x.ts', '**', '/src/a.ts', 'src/new.ts'),
        ),
      ),
      (words) => {
        for (const glob of named(words.join(' '))) {
          const folder = glob.includes('/') ? glob.slice(0, glob.lastIndexOf('/')) : '';
          expect(TREE.paths.has(glob) || TREE.folders.has(folder)).toBe(true);
          expect(glob.split('/')).not.toContain('..');
        }
      },
    ),
  );
});
