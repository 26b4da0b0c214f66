import { expect, test } from 'vitest';
import { separable } from '../../src/plan/separable.ts';

const CASES: readonly (readonly [string, readonly string[], readonly (readonly string[])[]])[] = [
  ['no files', [], []],
  ['modules apart', ['src/a.ts', 'src/b.ts'], [['src/a.ts'], ['src/b.ts']]],
  ['a module and its test', ['src/a.ts', 'test/a.test.ts', 'src/b.ts'], [['src/a.ts', 'test/a.test.ts'], ['src/b.ts']]],
  ['a folder and its tests', ['src/api/**', 'test/api/**', 'src/db/**'], [['src/api/**', 'test/api/**'], ['src/db/**']]],
  ['a glob over others', ['src/a.ts', 'src/b.ts', 'src/*.ts'], [['src/a.ts', 'src/b.ts', 'src/*.ts']]],
  ['tests of everything', ['src/a.ts', 'src/b.ts', 'test/**'], [['src/a.ts', 'src/b.ts', 'test/**']]],
];

test.each(CASES)('%s: what can be changed apart', (_name, files, groups) => {
  expect(separable(files)).toEqual(groups);
});
