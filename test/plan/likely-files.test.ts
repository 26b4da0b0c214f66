import { expect, test } from 'vitest';
import { likelyFiles, mayOverlap, type Hints } from '../../src/plan/likely-files.ts';
import { treeNames } from '../../src/plan/named-paths.ts';
import { changesWith, together } from '../../src/plan/together.ts';
import { story } from '../check/card-values.ts';

const PATHS = ['src/scale.ts', 'src/label.ts', 'test/scale.test.ts', 'docs/scale.md', 'src/gone-with.ts'];
const times = (n: number, ...paths: readonly string[]): readonly (readonly string[])[] => Array.from({ length: n }, () => paths);
const hints = (more: Partial<Hints> = {}): Hints => ({
  tree: treeNames(PATHS),
  together: together([...times(4, 'src/scale.ts', 'test/scale.test.ts'), ...times(1, 'src/scale.ts')]),
  keywords: {},
  ...more,
});
const card = (
  title: string,
  more: { readonly body?: string; readonly context?: readonly string[] } = {},
): Parameters<typeof likelyFiles>[0] => story('weigh', { title, body: '', ...more });

test('what a card names comes first, then what changes with that, with how often', () => {
  expect(likelyFiles(card('Weigh in src/scale.ts'), hints())).toEqual([
    { glob: 'src/scale.ts', because: 'named', word: 'src/scale.ts' },
    { glob: 'test/scale.test.ts', because: 'changes-with', file: 'src/scale.ts', support: 4, among: 5 },
  ]);
});

test('a file of its context is named as well, a glob there is not', () => {
  expect(likelyFiles(card('Weigh', { context: ['src/label.ts', 'docs/**'] }), hints()).map(({ glob }) => glob)).toEqual([
    'src/label.ts',
  ]);
});

test('a word of the config means its files, as a word of its own and however it is written', () => {
  const keywords = { 'label printer': ['src/label.ts'], gram: ['docs/**'], größe: ['src/scale.ts'] };
  const words = (title: string): string[] => likelyFiles(card(title), hints({ keywords })).map(({ glob }) => glob);
  expect(words('The LABEL  printer stops')).toEqual(['src/label.ts']);
  expect(words('A program')).toEqual([]);
  expect(words('Die Größe in Gram')).toEqual(['docs/**', 'src/scale.ts', 'test/scale.test.ts'].slice(0, 2));
});

test('a word that is a pattern is a word', () => {
  expect(likelyFiles(card('a (b'), hints({ keywords: { '(b': ['docs/**'], '.*': ['src/**'] } })).map(({ glob }) => glob)).toEqual(
    ['docs/**'],
  );
});

test('twice is chance, less than half is chance, and a commit of everything says nothing', () => {
  const sweep = Array.from({ length: 31 }, (_, index) => `src/${index}.ts`);
  expect(changesWith('a', together([...times(2, 'a', 'b')]))).toEqual([]);
  expect(changesWith('a', together([...times(3, 'a', 'b'), ...times(4, 'a')]))).toEqual([]);
  expect(changesWith('src/1.ts', together(times(9, ...sweep)))).toEqual([]);
  expect(changesWith('a', together([...times(3, 'a', 'b'), ...times(3, 'a')]))).toEqual([{ path: 'b', support: 3, among: 6 }]);
});

test('what is not in the tree any more is not likely', () => {
  const gone = together(times(5, 'src/scale.ts', 'src/gone.ts'));
  expect(likelyFiles(card('src/scale.ts'), hints({ together: gone })).map(({ glob }) => glob)).toEqual(['src/scale.ts']);
});

test('both of a pair are told where they may meet, and two that declare their files are none', () => {
  const likely = new Map([
    ['a', likelyFiles(card('src/scale.ts'), hints())],
    ['b', likelyFiles(card('test/scale.test.ts and src/label.ts'), hints())],
  ]);
  const stories = [
    { id: 'a', files: [] },
    { id: 'b', files: [] },
    { id: 'c', files: ['src/**'] },
    { id: 'd', files: ['src/label.ts'] },
    { id: 'e', files: [] },
  ];
  expect(Object.fromEntries(mayOverlap(stories, likely))).toEqual({
    a: [
      { story: 'b', globs: ['test/scale.test.ts'].concat('src/scale.ts').sort() },
      { story: 'c', globs: ['src/scale.ts'] },
    ],
    b: [
      { story: 'a', globs: ['src/scale.ts', 'test/scale.test.ts'] },
      { story: 'c', globs: ['src/label.ts', 'src/scale.ts'] },
      { story: 'd', globs: ['src/label.ts'] },
    ],
    c: [
      { story: 'a', globs: ['src/scale.ts'] },
      { story: 'b', globs: ['src/label.ts', 'src/scale.ts'] },
    ],
    d: [{ story: 'b', globs: ['src/label.ts'] }],
  });
});
