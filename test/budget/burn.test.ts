import { expect, it } from 'vitest';
import { ASSUMED_RATES, expectedBurn, learnRates, usdOf } from '../../src/budget/burn.ts';
import { sessionRecord } from './session-record.ts';

it('a session that adds nothing to its start is one request', () => {
  expect(expectedBurn(2_000, 0)).toEqual({ input: 0, cacheWrite: 2_000, cacheRead: 0, output: 0 });
});

it('rereading what is cached grows with the number of requests', () => {
  const burn = expectedBurn(2_000, 3_000, { ...ASSUMED_RATES, growthTokens: 1_000, outputShare: 0.5 });
  expect(burn).toEqual({ input: 0, cacheWrite: 5_000, cacheRead: 3 * 3_500, output: 1_500 });
});

it('rates are learned from sessions that told their usage, as medians', () => {
  const told = (workingTokens: number, requests: number, output: number) =>
    sessionRecord({
      actual: { workingTokens, requests, spend: { input: 0, cacheWrite: 0, cacheRead: 0, output }, spendSource: 'per-request' },
    });
  const silent = sessionRecord({
    actual: {
      workingTokens: 90_000,
      requests: 2,
      spend: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 },
      spendSource: 'none',
    },
  });
  expect(learnRates([told(1_000, 3, 500), told(8_000, 5, 800), told(30_000, 11, 9_000), silent])).toEqual({
    growthTokens: 2_000,
    outputShare: 0.3,
    requestMs: 200,
    timed: 3,
  });
  expect(learnRates([silent])).toBe(ASSUMED_RATES);
});

it('how long a request takes is learned from sessions somebody timed, whatever else they told', () => {
  const timed = (durationMs: number, requests: number) =>
    sessionRecord({
      durationMs,
      actual: {
        requests,
        workingTokens: 0,
        spend: { input: 1, cacheWrite: 0, cacheRead: 0, output: 0 },
        spendSource: 'agent-total',
      },
    });
  expect(learnRates([timed(9_000, 3), timed(0, 4), timed(500, 0)])).toEqual({ ...ASSUMED_RATES, requestMs: 3_000, timed: 1 });
  expect(learnRates([timed(0, 4)])).toBe(ASSUMED_RATES);
});

it('a price is the sum of all four kinds of tokens, cache at the price of input where it has none', () => {
  const split = { input: 1_000, output: 2_000, cacheRead: 3_000, cacheWrite: 4_000 };
  expect(usdOf(split, { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25 })).toBeCloseTo(0.0103, 12);
  expect(usdOf(split, { input: 1, output: 2 })).toBeCloseTo(0.012, 12);
});
