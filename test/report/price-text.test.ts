import { expect, test } from 'vitest';
import { priceText } from '../../src/report/price-text.ts';

test('a price is told in stories, expected tokens, ceilings and USD', () => {
  expect(priceText({ toImplement: 2, p50Tokens: 24_100, ceilingTokens: 50_000, usd: 1.234 })).toBe(
    '2 stories by an agent: context 24.1k expected (P50), sum of ceilings 50.0k, about $1.23 (P50)',
  );
});

test('without a price list the price is unknown, not nothing', () => {
  expect(priceText({ toImplement: 1, p50Tokens: 900, ceilingTokens: 1000 })).toBe(
    '1 story by an agent: context 900 expected (P50), sum of ceilings 1.0k, price unknown',
  );
});
