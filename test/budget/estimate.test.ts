import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitMultiplier, workingProbability, workingQuantiles, type Sample } from '../../src/budget/estimate.ts';
import { coverage, medianError } from './simulation.ts';

/** The floor at which ln floor = 8.5, the middle of the prior. */
const MIDDLE = Math.exp(8.5);

const sample = (workingTokens: number, more: Partial<Sample> = {}): Sample => ({
  floorTokens: 4_000,
  workingTokens,
  censored: false,
  age: 0,
  ...more,
});
const anySample = fc.record({
  floorTokens: fc.double({ min: 100, max: 100_000, noNaN: true }),
  workingTokens: fc.double({ min: 1, max: 1_000_000, noNaN: true }),
  censored: fc.boolean(),
  age: fc.nat(200),
});

describe('without data', () => {
  it('the multiplier is 3.5, and about 7.5 as the bound four of five stay under', () => {
    const { p50, p80 } = workingQuantiles(fitMultiplier([]), MIDDLE);
    expect(p50 / MIDDLE).toBeCloseTo(3.5, 9);
    expect(p80 / MIDDLE).toBeCloseTo(7.49, 2);
  });

  it('the expected multiplier is 3.5 on any floor, and less certain on unusual ones', () => {
    const fit = fitMultiplier([]);
    for (const floor of [300, 2_000, 60_000]) expect(workingQuantiles(fit, floor).p50 / floor).toBeCloseTo(3.5, 9);
    expect(workingQuantiles(fit, 60_000).p80 / 60_000).toBeGreaterThan(7.5);
  });

  it('a prior mean taken from other models stands in for 3.5', () => {
    const { p50 } = workingQuantiles(fitMultiplier([], Math.log(6)), MIDDLE);
    expect(p50 / MIDDLE).toBeCloseTo(6, 9);
  });
});

describe('with data', () => {
  it('the multiplier goes where the sessions are', () => {
    const sessions = Array.from({ length: 40 }, (_, age) => sample(4_000 * 6, { age }));
    const { p50, p80 } = workingQuantiles(fitMultiplier(sessions), 4_000);
    expect(p50 / 4_000).toBeGreaterThan(5.5);
    expect(p50 / 4_000).toBeLessThan(6);
    expect(p80 / p50).toBeLessThan(7.5 / 3.5);
  });

  it('recent sessions count more than old ones', () => {
    const rising = fitMultiplier([sample(8_000, { age: 60 }), sample(24_000)]);
    const falling = fitMultiplier([sample(24_000, { age: 60 }), sample(8_000)]);
    expect(workingQuantiles(rising, 4_000).p50).toBeGreaterThan(workingQuantiles(falling, 4_000).p50);
  });

  it('a session that told nothing, or worked on nothing, changes nothing', () => {
    const empty = [
      sample(0),
      sample(Number.NaN),
      sample(100, { floorTokens: 0 }),
      sample(Infinity),
      sample(100, { age: Number.NaN }),
    ];
    expect(fitMultiplier(empty)).toEqual(fitMultiplier([]));
  });

  it('the probability of the P80 is 0.8, and of the P50 a half', () => {
    const fit = fitMultiplier([sample(9_000), sample(30_000), sample(12_000, { censored: true })]);
    const { p50, p80 } = workingQuantiles(fit, 3_000);
    expect(workingProbability(fit, 3_000, p50)).toBeCloseTo(0.5, 9);
    expect(workingProbability(fit, 3_000, p80)).toBeCloseTo(0.8, 9);
    expect(workingProbability(fit, 3_000, 0)).toBe(0);
  });
});

describe('for any sessions', () => {
  it('the quantiles are finite, positive, and in order', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 12 }), fc.double({ min: 1, max: 200_000, noNaN: true }), (samples, floor) => {
        const { p50, p80 } = workingQuantiles(fitMultiplier(samples), floor);
        expect(p50).toBeGreaterThan(0);
        expect(p80).toBeGreaterThan(p50);
        expect(Number.isFinite(p80)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('more work on the same floor is never answered with a smaller expectation', () => {
    const floor = 4_000;
    const works = fc.array(fc.double({ min: 500, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(works, fc.double({ min: 1, max: 5, noNaN: true }), (working, factor) => {
        const p50 = (by: number): number =>
          workingQuantiles(fitMultiplier(working.map((tokens) => sample(by * tokens))), floor).p50;
        expect(p50(factor)).toBeGreaterThanOrEqual(p50(1) * (1 - 1e-6));
      }),
      { numRuns: 200 },
    );
  });

  it('a session that was stopped never lowers the expectation below what it would be had it ended there', () => {
    fc.assert(
      fc.property(fc.array(anySample, { minLength: 1, maxLength: 8 }), (samples) => {
        const sameFloor = samples.map((one) => ({ ...one, floorTokens: 4_000 }));
        const p50 = (list: readonly Sample[]): number => workingQuantiles(fitMultiplier(list), 4_000).p50;
        expect(p50(sameFloor)).toBeGreaterThanOrEqual(p50(sameFloor.map((one) => ({ ...one, censored: false }))) * (1 - 1e-6));
      }),
      { numRuns: 200 },
    );
  });
});

describe('calibration, by simulation', () => {
  const priorRight = { multiplier: 3.5, spread: 0.7 };
  const halfStopped = { multiplier: 3.5, spread: 0.7, stopped: -0.1 };

  it.each([
    [3, 82],
    [5, 80],
    [10, 77],
    [20, 79],
    [50, 82],
  ])('where the prior is right, after %d stories about %d% stay under the P80', (stories, percent) => {
    expect(Math.abs(coverage(priorRight, stories) - percent)).toBeLessThan(4);
  });

  it.each([
    [3, 64],
    [5, 72],
    [10, 73],
    [20, 76],
    [50, 77],
  ])('where the prior is 2.3 times too low, it is learned: about %d stories give %d%', (stories, percent) => {
    expect(Math.abs(coverage({ multiplier: 2.3 * 3.5, spread: 0.7 }, stories) - percent)).toBeLessThan(5);
  });

  it.each([
    [3, 73],
    [5, 74],
    [10, 78],
    [20, 78],
    [50, 79],
  ])(
    'where half the sessions are stopped and the prior is 1.5 times too low, after %d stories about %d% stay under the P80',
    (stories, percent) => {
      expect(Math.abs(coverage({ ...halfStopped, multiplier: 1.5 * 3.5 }, stories) - percent)).toBeLessThan(5);
    },
  );

  it('about half of the error stays, however many stories ran', () => {
    expect(Math.abs(medianError(priorRight, 50) - 45)).toBeLessThan(6);
  });

  it('stopped sessions are used as lower bounds: dropping them instead covers far less', () => {
    const used = coverage(halfStopped, 50);
    const dropped = coverage(halfStopped, 50, (samples) => samples.filter((one) => !one.censored));
    expect(used).toBeGreaterThan(76);
    expect(dropped).toBeLessThan(66);
  });
});
