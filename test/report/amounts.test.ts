import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countText, durationText, percentText, tokensText, usdText } from '../../src/report/amounts.ts';

test.each([
  [0, '0'],
  [940.4, '940'],
  [999.6, '1.0k'],
  [15_800, '15.8k'],
  [99_949, '99.9k'],
  [99_950, '100k'],
  [102_400, '102k'],
  [999_499, '999k'],
  [999_500, '1.00M'],
  [1_204_000, '1.20M'],
])('%d tokens are written %s', (tokens, written) => {
  expect(tokensText(tokens)).toBe(written);
});

test('written tokens are never further off than their last digit', () => {
  const value = (text: string): number => parseFloat(text) * (text.endsWith('k') ? 1000 : text.endsWith('M') ? 1_000_000 : 1);
  fc.assert(
    fc.property(fc.nat(50_000_000), (tokens) => {
      expect(Math.abs(value(tokensText(tokens)) - tokens)).toBeLessThanOrEqual(Math.max(0.5, tokens * 0.006));
    }),
  );
});

test.each([
  [-5, '0:00'],
  [999, '0:00'],
  [161_000, '2:41'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [90_061_000, '25:01:01'],
])('%d ms are written %s', (ms, written) => {
  expect(durationText(ms)).toBe(written);
});

test.each([
  [0, '$0.000'],
  [0.0312, '$0.031'],
  [0.9949, '$0.995'],
  [1.005, '$1.00'],
  [12.5, '$12.50'],
])('%d dollars are written %s', (usd, written) => {
  expect(usdText(usd)).toBe(written);
});

test('shares are whole percents, counts have their noun', () => {
  expect([percentText(0.126), percentText(1.5)]).toEqual(['13%', '150%']);
  expect([0, 1, 2].map((count) => countText(count, 'story', 'stories'))).toEqual(['0 stories', '1 story', '2 stories']);
});
