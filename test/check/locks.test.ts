import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { CheckInput } from '../../src/check/check-input.ts';
import type { Adr, TestLock } from '../../src/model/card.ts';
import { adr, input, lock, story } from './card-values.ts';

const FILE = 'test/weight.test.mjs';
const USERS = [story('x', { adrs: ['ADR-1'] }), story('y', { adrs: ['ADR-1'] })];

function problemsOf(
  locks: readonly TestLock[],
  given: Partial<CheckInput> = {},
  status: Adr['status'] = 'accepted',
): readonly object[] {
  const tests = new Map([[FILE, "test('rounds to whole grams', () => {});"]]);
  return checkCards(input({ adrs: [adr('ADR-1', { lockedInBy: locks, status })], stories: USERS, tests, ...given }));
}

test('a lock that is there is no problem, with its titles or without any', () => {
  expect(problemsOf([lock(FILE, 'rounds to whole grams'), lock(FILE)])).toEqual([]);
});

test('a test file that is gone is told at the place of its lock', () => {
  expect(problemsOf([lock('test/gone.mjs', 'a', 'b')])).toEqual([
    { reason: 'lock-file-gone', adr: 'ADR-1', file: 'test/gone.mjs', place: { file: 'adr/ADR-1.md', line: 8, column: 5 } },
  ]);
});

test('a title that is gone is told with the nearest that is there', () => {
  expect(problemsOf([lock(FILE, 'rounds to hole grams', 'something else entirely')])).toMatchObject([
    { reason: 'lock-test-gone', adr: 'ADR-1', file: FILE, title: 'rounds to hole grams', suggestion: 'rounds to whole grams' },
    { reason: 'lock-test-gone', title: 'something else entirely' },
  ]);
});

test('a lock is pending while an open story may write it, and gone once that is integrated or dropped', () => {
  const writer = story('weigh', { files: [FILE] });
  const locks = [lock(FILE, 'not yet written')];
  expect(problemsOf(locks, { stories: [...USERS, writer] })).toEqual([
    { reason: 'lock-pending', adr: 'ADR-1', file: FILE, story: 'weigh', place: { file: 'adr/ADR-1.md', line: 8, column: 5 } },
  ]);
  expect(problemsOf(locks, { stories: [...USERS, writer], integrated: new Set(['weigh']) })).toMatchObject([
    { reason: 'lock-test-gone' },
  ]);
  expect(problemsOf(locks, { stories: [...USERS, { ...writer, status: 'dropped' }] })).toMatchObject([
    { reason: 'lock-test-gone' },
  ]);
});

test('locks of an ADR no longer in force are not looked up', () => {
  expect(problemsOf([lock('test/gone.mjs')], { stories: [] }, 'rejected')).toEqual([]);
});
