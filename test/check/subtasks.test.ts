import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { CheckInput } from '../../src/check/check-input.ts';
import type { Story, Subtask } from '../../src/model/card.ts';
import { input, story } from './card-values.ts';

function found(given: Partial<Story>, more: Partial<CheckInput> = {}): readonly object[] {
  return checkCards(input({ stories: [story('beads', { files: ['a', 'b', 'c'], ...given })], ...more }));
}

function sub(id: string, files: readonly string[], ...dependsOn: readonly string[]): Subtask {
  return { id, title: id, files, dependsOn };
}

test('subtasks with files of their own, within those of the story, are left alone', () => {
  expect(found({ subtasks: [sub('one', ['a']), sub('two', ['b'], 'one'), sub('three', ['c'])] })).toEqual([]);
});

test('a ring of subtasks is told as its path', () => {
  const ring = found({ subtasks: [sub('one', ['a'], 'two'), sub('two', ['b'], 'one')] });
  expect(ring).toMatchObject([{ reason: 'ring', of: 'subtasks', ring: ['one', 'two', 'one'] }]);
});

test("files outside the story's are told by glob; a story without files has room for all", () => {
  expect(found({ subtasks: [sub('one', ['a', 'x'])] })).toMatchObject([
    { reason: 'subtask-outside', subtask: 'one', glob: 'x', scope: ['a', 'b', 'c'] },
  ]);
  expect(found({ files: [], subtasks: [sub('one', ['x'])] })).toMatchObject([{ reason: 'files-undeclared' }]);
});

test('two that may change the same file warn, unless one waits for the other anyway', () => {
  const overlap = { reason: 'subtasks-overlap', subtasks: ['one', 'two'], isUnknown: false };
  expect(found({ subtasks: [sub('one', ['a']), sub('two', ['a'])] })).toMatchObject([overlap]);
  expect(found({ subtasks: [sub('one', ['a']), sub('two', ['a'], 'one')] })).toEqual([]);
  expect(found({ subtasks: [sub('one', []), sub('two', ['a'])] })).toMatchObject([{ ...overlap, isUnknown: true }]);
});

test('a config with roles builds no story with subtasks, and says so', () => {
  const beside = found({ subtasks: [sub('one', ['a'])] }, { roleNames: ['implementer', 'reviewer'] });
  expect(beside).toMatchObject([{ reason: 'subtasks-with-roles', roles: ['implementer', 'reviewer'] }]);
});

test('a dropped story is not asked', () => {
  expect(found({ status: 'dropped', subtasks: [sub('one', ['x'], 'one')] })).toEqual([]);
});
