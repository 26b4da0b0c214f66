import { describe, expect, it } from 'vitest';
import { cutToFit } from '../../src/budget/cut.ts';
import { forecast, type ForecastInput } from '../../src/budget/forecast.ts';
import { findModel } from '../../src/budget/models.ts';
import { floorOf } from '../../src/model/budget.ts';

const sonnet = findModel('claude-sonnet-4-6', {});
if (!('model' in sonnet)) throw new Error('the table lacks the model');
const none = { tokens: 0, source: 'none' } as const;
const input = (rawFloorTokens: number, more: Partial<ForecastInput> = {}): ForecastInput => ({
  rawFloorTokens,
  model: sonnet.model,
  base: none,
  samples: [],
  ...more,
});

describe('a forecast without sessions', () => {
  it('is 3.5 times the native floor, with a ceiling of floor and P80', () => {
    const result = forecast(input(4_000));
    expect(result).toMatchObject({
      kappa: 1.22,
      kappaSource: 'assumed',
      rawFloorTokens: 4_000,
      floorTokens: 4_880,
      workingP50Tokens: 17_080,
      verdict: 'fits',
    });
    expect(result.multiplier.p50).toBeCloseTo(3.5, 9);
    expect(result.multiplier.p80).toBeCloseTo(7.49, 2);
    expect(result.ceilingTokens).toBe(result.floorTokens + result.workingP80Tokens);
  });

  it('does not fit the zone of a middle model from 14k raw tokens on', () => {
    expect(forecast(input(14_000))).toMatchObject({ verdict: 'over' });
    expect(forecast(input(14_000)).fits).toBeLessThan(0.8);
  });

  it('is tight where the expected context passes the warn limit, and the ceiling still fits', () => {
    const wary = { ...sonnet.model, zone: { warnTokens: 20_000, hardTokens: 100_000, source: 'config' as const } };
    expect(forecast(input(4_000, { model: wary })).verdict).toBe('tight');
  });
});

describe('whether it fits', () => {
  it('has probability 0.8 where base and ceiling are the hard limit', () => {
    const { ceilingTokens } = forecast(input(3_000));
    const exact = {
      ...sonnet.model,
      zone: { warnTokens: ceilingTokens, hardTokens: ceilingTokens + 6_000, source: 'config' as const },
    };
    const result = forecast(input(3_000, { model: exact, base: { tokens: 6_000, source: 'assumed' } }));
    expect(result.fits).toBeCloseTo(0.8, 3);
    expect(result.verdict).toBe('fits');
    const oneMore = forecast(input(3_000, { model: exact, base: { tokens: 6_001, source: 'assumed' } }));
    expect(oneMore.verdict).toBe('over');
  });

  it('is impossible where base and floor alone pass the hard limit', () => {
    expect(forecast(input(100_000))).toMatchObject({ fits: 0, verdict: 'over' });
  });
});

describe('what sessions taught', () => {
  it('the learned factor replaces the assumed one and is named so', () => {
    expect(forecast(input(1_000, { kappa: 1.5 }))).toMatchObject({ kappa: 1.5, kappaSource: 'learned', floorTokens: 1_500 });
  });

  it('the multiplier says how many sessions stand behind it', () => {
    const samples = Array.from({ length: 12 }, (_, age) => ({ floorTokens: 4_000, workingTokens: 8_000, censored: false, age }));
    const { multiplier } = forecast(input(4_000, { samples }));
    expect(multiplier.samples).toBe(12);
    expect(multiplier.p50).toBeLessThan(2.5);
  });
});

describe('the price', () => {
  it('counts writing every token once, reading it again each request, and the output', () => {
    // 1,220 floor and 4,270 working: 4 requests; 5,490 written, 3 x 3,355 read, 1,495 output.
    expect(forecast(input(1_000)).usd).toBeCloseTo((5_490 * 3.75 + 10_065 * 0.3 + 1_495 * 15) / 1e6, 6);
  });

  it('is not told where prices are not known', () => {
    const { usdPerMillion: _, ...priceless } = sonnet.model;
    expect(forecast(input(1_000, { model: priceless }))).not.toHaveProperty('usd');
  });
});

describe('what to cut', () => {
  const floor = floorOf([
    { kind: 'frame', name: 'frame', tokens: 400 },
    { kind: 'card', name: 'card', tokens: 300 },
    { kind: 'adr', name: 'ADR-2', tokens: 200 },
    { kind: 'file', name: 'src/tariffs-abroad.mjs', tokens: 9_000 },
    { kind: 'file', name: 'src/tariffs-home.mjs', tokens: 6_000 },
    { kind: 'file', name: 'src/label.mjs', tokens: 500 },
  ]);

  it('is the biggest part first, in native tokens, and no more than it takes', () => {
    expect(forecast(input(floor.tokens)).verdict).toBe('over');
    expect(cutToFit(floor, input(0))).toEqual([{ name: 'src/tariffs-abroad.mjs', tokens: 10_980 }]);
  });

  it('is nothing where the story fits', () => {
    expect(cutToFit(floorOf(floor.parts.slice(0, 3)), input(0))).toEqual([]);
  });

  it('is everything but card and frame where nothing is enough', () => {
    const cuts = cutToFit(floor, input(0, { base: { tokens: 100_000, source: 'config' } }));
    expect(cuts.map((cut) => cut.name)).toEqual(['src/tariffs-abroad.mjs', 'src/tariffs-home.mjs', 'src/label.mjs', 'ADR-2']);
  });
});
