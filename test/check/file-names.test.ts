import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { CheckInput } from '../../src/check/check-input.ts';
import { covers } from '../../src/plan/scope.ts';
import { input, story } from './card-values.ts';

const TRACKED = ['src/add.ts', 'src/api/get.ts', 'src/API.md', 'Docs/a.md', 'docs/b.md', 'README.md'];

/** Of each scope that differs, what it should be. */
function told(files: readonly string[], more: Partial<CheckInput> = {}): readonly string[] {
  const stories = [story('a', { files })];
  return checkCards(input({ stories, covers, tracked: TRACKED, ...more })).flatMap((problem) =>
    problem.reason === 'case-differs' ? [problem.real] : [],
  );
}

test.each([
  ['Src/Add.ts', 'src/add.ts'],
  ['./SRC/add.ts', 'src/add.ts'],
  ['src/Api/**', 'src/api/**'],
  ['Src/**/*.ts', 'src/**/*.ts'],
  ['SRC/', 'src'],
  // One that is to be made would stand in a folder beside the one that is meant.
  ['Src/new.ts', 'src/new.ts'],
  ['docs/A.md', 'Docs/a.md'],
])('%s is tracked as %s', (glob, real) => {
  expect(told([glob])).toEqual([real]);
});

test.each([
  ['src/add.ts'],
  ['src/**'],
  ['docs/b.md'],
  ['Docs'],
  ['src/new.ts'],
  ['lib/Add.ts'],
  ['**/Add.ts'],
  ['{Src,lib}/x.ts'],
  // Nothing can be below a file.
  ['readme.md/intro.md'],
])('%s is nothing to tell of', (glob) => {
  expect(told([glob])).toEqual([]);
});

test('who names both means to rename it; what is integrated named what was there then; a dropped story names nothing', () => {
  expect(told(['src/Add.ts', 'src/add.ts'])).toEqual([]);
  expect(told(['Src/Add.ts'], { integrated: new Set(['a']) })).toEqual([]);
  expect(told([], { stories: [story('a', { files: ['Src/Add.ts'], status: 'dropped' })] })).toEqual([]);
});

test('the files of a subtask are told at their own place', () => {
  const file = 'stories/a.md';
  const places = { '/subtasks/0/files/0': { file, line: 9, column: 12 } };
  const subtasks = [{ id: 'one', title: 'One', files: ['src/ADD.ts'], dependsOn: [] }];
  const stories = [story('a', { files: ['src/**'], subtasks, places })];
  const found = checkCards(input({ stories, covers, tracked: TRACKED })).find(({ reason }) => reason === 'case-differs');
  expect(found?.place).toEqual({ file, line: 9, column: 12 });
});
