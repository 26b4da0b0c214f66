import { expect, it } from 'vitest';
import { pairSums } from '../../src/budget/parallel.ts';

const story = (id: string, floorTokens: number, more: object = {}) => ({
  id,
  forecast: {
    model: 'claude-sonnet-4-6',
    floorTokens,
    workingP80Tokens: 7 * floorTokens,
    baseTokens: 6_000,
    zone: { warnTokens: 64_000, hardTokens: 100_000, source: 'seed' as const },
    ...more,
  },
});

it('two small stories share a session, the base paid once, and the sums are shown', () => {
  expect(pairSums([story('weigh', 2_000), story('label', 3_000)])).toEqual([
    {
      stories: ['weigh', 'label'],
      baseTokens: 6_000,
      floorTokens: 5_000,
      workingP80Tokens: 35_000,
      totalTokens: 46_000,
      hardTokens: 100_000,
      advice: 'one session',
    },
  ]);
});

it('two that do not fit the smart zone together go apart, by one token', () => {
  expect(pairSums([story('a', 5_875), story('b', 5_875)])[0]).toMatchObject({ totalTokens: 100_000, advice: 'one session' });
  expect(pairSums([story('a', 5_875), story('b', 5_876)])[0]).toMatchObject({ advice: 'apart' });
});

it('stories of different models go apart, however small, and the narrower zone is shown', () => {
  const small = { model: 'claude-haiku-4-5', zone: { warnTokens: 40_000, hardTokens: 64_000, source: 'seed' } };
  expect(pairSums([story('a', 100), story('b', 100, small)])[0]).toMatchObject({ hardTokens: 64_000, advice: 'apart' });
});

it('every pair is looked at once', () => {
  const pairs = pairSums(['a', 'b', 'c', 'd'].map((id) => story(id, 10))).map((pair) => pair.stories.join());
  expect(pairs).toEqual(['a,b', 'a,c', 'a,d', 'b,c', 'b,d', 'c,d']);
  expect(pairSums([story('a', 10)])).toEqual([]);
});
