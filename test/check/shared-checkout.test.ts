import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { CheckInput } from '../../src/check/check-input.ts';
import type { Story } from '../../src/model/card.ts';
import { input, story } from './card-values.ts';

function found(given: Partial<Story>, more: Partial<CheckInput> = {}): readonly string[] {
  const problems = checkCards(input({ stories: [story('beads', given)], isShared: true, ...more }));
  return problems.map(({ reason }) => reason);
}

test('in a shared checkout a ready story without files is refused; in any other mode that is only noted', () => {
  expect(found({ files: [] })).toEqual(['shared-without-files']);
  expect(found({ files: ['a'] })).toEqual([]);
  expect(found({ files: [] }, { isShared: false })).toEqual(['files-undeclared']);
});

test('a draft, and what is integrated, are asked nothing', () => {
  expect(found({ files: [], status: 'draft' })).toEqual([]);
  expect(found({ files: [] }, { integrated: new Set(['beads']) })).toEqual([]);
});

test('a story with subtasks is refused there', () => {
  const subtasks = [{ id: 'one', title: 'One', files: ['a'], dependsOn: [] }];
  expect(found({ files: ['a'], subtasks })).toEqual(['shared-with-subtasks']);
});
