import { expect, test } from 'vitest';
import { tokenCount } from '../../src/model/token-count.ts';

test.each([
  [3400, 3400],
  ['3400', 3400],
  ['3.4k', 3400],
  ['~3.4k', 3400],
  ['500K', 500_000],
  ['2.1k', 2100],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  ['', undefined],
  ['k', undefined],
  ['3.4', 3],
  ['1e3', undefined],
  ['3,400', undefined],
])('%j is %j tokens', (written, tokens) => {
  expect(tokenCount(written)).toBe(tokens);
});
