import { expect, test } from 'vitest';
import { usdAmount } from '../../src/model/usd-amount.ts';

test.for([
  ['20', 20],
  ['1.50', 1.5],
  ['$3', 3],
  ['0.000001', 0.000001],
] as const)('%s is %d', ([written, usd]) => {
  expect(usdAmount(written)).toBe(usd);
});

test.for(['', '0', '-1', '1e309', '1e2', 'NaN', 'Infinity', '20k', '1,5', ' 2', '99999999'])('%j is no amount', (written) => {
  expect(usdAmount(written)).toBeUndefined();
});
