import { expect, test } from 'vitest';
import { proportion, proportionText } from '../../src/report/interval.ts';

test.each([
  [8, 10, 0.49, 0.943],
  [0, 10, 0, 0.278],
  [10, 10, 0.722, 1],
  [80, 100, 0.711, 0.867],
])('%d of %d lies between %d and %d (Wilson)', (hits, of, low, high) => {
  const found = proportion(hits, of);
  expect(found.low).toBeCloseTo(low, 2);
  expect(found.high).toBeCloseTo(high, 2);
});

test('of none nothing is known, and of few it is too early to tell', () => {
  expect(proportionText(proportion(0, 0))).toBe('?');
  expect(proportionText(proportion(8, 10))).toBe('80% (49-94%), too early to tell');
  expect(proportionText(proportion(16, 20))).toBe('80% (58-92%)');
});
