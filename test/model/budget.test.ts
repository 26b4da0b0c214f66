import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTokens, billedTokens, floorOf, NO_TOKENS, type TokenSplit } from '../../src/model/budget.ts';

const split: fc.Arbitrary<TokenSplit> = fc
  .record({
    input: fc.nat(),
    cacheWrite: fc.nat(),
    cacheRead: fc.nat(),
    output: fc.nat(),
    usd: fc.option(fc.nat(99), { nil: undefined }),
  })
  .map(({ usd, ...tokens }) => ({ ...tokens, ...(usd === undefined ? {} : { usd }) }));

test('adding is the same in any order, and adding nothing changes nothing', () => {
  fc.assert(
    fc.property(split, split, split, (a, b, c) => {
      expect(addTokens(a, b)).toEqual(addTokens(b, a));
      expect(addTokens(addTokens(a, b), c)).toEqual(addTokens(a, addTokens(b, c)));
      expect(addTokens(a, NO_TOKENS)).toEqual(a);
    }),
  );
});

test('dollars are unknown only where both sides do not know them', () => {
  expect(addTokens(NO_TOKENS, NO_TOKENS)).not.toHaveProperty('usd');
  expect(addTokens({ ...NO_TOKENS, usd: 0.5 }, NO_TOKENS).usd).toBe(0.5);
});

test('a token budget counts all but cache reads', () => {
  expect(billedTokens({ input: 1, cacheWrite: 10, cacheRead: 100, output: 1000 })).toBe(1011);
});

test('a floor is the sum of its parts', () => {
  expect(floorOf([]).tokens).toBe(0);
  expect(
    floorOf([
      { kind: 'card', name: 'card', tokens: 200 },
      { kind: 'file', name: 'a', tokens: 30 },
    ]).tokens,
  ).toBe(230);
});
