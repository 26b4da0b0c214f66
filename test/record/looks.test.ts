import { expect, test } from 'vitest';
import { isSettled } from '../../src/record/looks.ts';

test.for<[content: number, metadata: number, settled: boolean]>([
  [9_000.5, 9_000.5, true],
  [9_950.5, 9_000.5, false],
  [9_000.5, 9_950.5, false],
  [10_050.5, 10_050.5, false],
])('content at %d, metadata at %d: settled at 10,000 is %s', ([content, metadata, settled]) => {
  expect(isSettled([1, content, metadata, 1], 10_000)).toBe(settled);
});

test('where a file system counts whole seconds, two of them have to pass', () => {
  expect(isSettled([1, 9_000, 9_000, 1], 10_000)).toBe(false);
  expect(isSettled([1, 7_000, 7_000, 1], 10_000)).toBe(true);
});
