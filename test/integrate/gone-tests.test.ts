import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goneTests } from '../../src/integrate/gone-tests.ts';
import type { RanTests } from '../../src/model/test-report.ts';

const ran = (name: string, tests = 1, file = 'a.mjs'): RanTests => ({ file, name, tests });

test('what ran before and does not now is gone, by file and name, and so is one of several of a name', () => {
  expect(goneTests([ran('adds'), ran('sums', 3), ran('adds', 1, 'b.mjs')], [ran('adds'), ran('sums', 1), ran('new', 9)])).toEqual(
    [ran('sums', 2), ran('adds', 1, 'b.mjs')],
  );
});

test('numbers, ids and dates in a name may be other ones in every run', () => {
  const before = ['at 2026-11-22', 'in /tmp/x-81fe9a2c', 'of 7d793037-a076-4fd2-9b1c-3f1f8b8f0c11', 'case 1', 'case 2'].map(
    (one) => ran(one),
  );
  const now = ['at 2027-01-02', 'in /tmp/x-0a92bb71', 'of 11111111-a076-4fd2-9b1c-3f1f8b8f0c22', 'case 3'].map((one) => ran(one));
  expect(goneTests(before, now)).toEqual([ran('case 2')]);
});

test('where one of the two is told by file alone, files are compared', () => {
  expect(goneTests([ran('adds'), ran('sums'), ran('x', 1, 'b.mjs')], [ran('', 1)])).toEqual([ran('', 1), ran('', 1, 'b.mjs')]);
});

test('nothing is gone of what runs again, whatever is new beside it; of nothing, all is', () => {
  const all = fc.array(
    fc.record({ file: fc.constantFrom('a', 'b'), name: fc.constantFrom('x', 'y', 'z 1'), tests: fc.integer({ min: 1, max: 3 }) }),
  );
  const sum = (some: readonly RanTests[]): number => some.reduce((total, { tests }) => total + tests, 0);
  fc.assert(
    fc.property(all, all, (before, more) => {
      expect(goneTests(before, [...more, ...before])).toEqual([]);
      expect(sum(goneTests(before, []))).toBe(sum(before));
    }),
  );
});
