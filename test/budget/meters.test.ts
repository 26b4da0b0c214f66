import { describe, expect, it } from 'vitest';
import { startMeter, watch, type Alarm, type Bounds, type Meter } from '../../src/budget/meters.ts';

const bounds: Bounds = {
  baseTokens: 6_000,
  floorTokens: 2_000,
  ceilingTokens: 15_000,
  hardTokens: 100_000,
  workingTokens: 40_000,
  warnTokens: 90_000,
};

const watchAll = (
  contexts: readonly number[],
  within: Bounds = bounds,
): { meter: Meter; alarms: readonly (readonly Alarm[])[] } => {
  const alarms: (readonly Alarm[])[] = [];
  let meter = startMeter(within);
  for (const context of contexts) {
    const seen = watch(meter, context);
    meter = seen.meter;
    alarms.push(seen.alarms);
  }
  return { meter, alarms };
};
const kinds = (contexts: readonly number[], within?: Bounds): string[][] =>
  watchAll(contexts, within).alarms.map((alarms) => alarms.map((alarm) => alarm.kind));

describe('the fiction check', () => {
  it('holds the first request against 1.2 times the floor, base aside', () => {
    expect(kinds([8_400])).toEqual([[]]);
    expect(watchAll([8_401]).alarms).toEqual([[{ kind: 'fiction', contextTokens: 8_401, limitTokens: 8_400 }]]);
  });

  it('is made at the first request alone', () => {
    expect(kinds([8_000, 12_000])).toEqual([[], []]);
  });
});

describe('the smart zone', () => {
  it('warns once, past its line', () => {
    const within = { ...bounds, warnTokens: 8_300 };
    expect(kinds([8_000, 8_300, 8_301, 8_302], within)).toEqual([[], [], ['zone'], []]);
  });
});

describe('a spike', () => {
  it('is told once, past three times the working tokens expected', () => {
    const within = { ...bounds, workingTokens: 1000 };
    expect(kinds([8_000, 11_000, 11_001, 20_000], within).map((told) => told.includes('spike'))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(watchAll([8_000, 11_001], within).alarms[1]).toContainEqual({
      kind: 'spike',
      contextTokens: 11_001,
      limitTokens: 3000,
    });
  });

  it('counts what entered, not what left', () => {
    const { meter } = watchAll([8_000, 9_000, 5_000, 6_500]);
    expect(meter.workingTokens).toBe(2_500);
  });
});

describe('growth', () => {
  it('is smoothed by a fifth, and a context that shrank counts as no growth', () => {
    const { meter } = watchAll([8_000, 9_000, 8_500, 9_500]);
    expect(meter.growthTokens).toBeCloseTo(((0 + 200) * 0.8 + 0) * 0.8 + 200, 9);
    expect(meter.turnsLeft).toBeCloseTo((100_000 - 9_500) / meter.growthTokens, 9);
  });

  it('of nothing leaves turns without end', () => {
    expect(watchAll([8_000, 8_000]).meter.turnsLeft).toBe(Infinity);
  });
});

describe('alarms', () => {
  const steady = Array.from({ length: 30 }, (_, turn) => 10_000 + turn * 5_000);
  const wide = { ...bounds, floorTokens: 10_000, ceilingTokens: 1_000_000, workingTokens: 1_000_000, warnTokens: 1_000_000 };

  it('amber comes before red, each once, and red at five turns to go', () => {
    const told = kinds(steady, wide);
    expect(told.flat()).toEqual(['amber', 'red']);
    const red = told.findIndex((alarms) => alarms.includes('red'));
    const untilLimit = (wide.hardTokens - steady[red]!) / 5_000;
    expect(untilLimit).toBeGreaterThanOrEqual(4);
    expect(untilLimit).toBeLessThanOrEqual(5);
  });

  it('amber waits for six tenths of the hard limit even where growth is steep', () => {
    expect(kinds([10_000, 50_000], { ...wide, hardTokens: 100_000 })).toEqual([[], []]);
    expect(kinds([10_000, 61_000], { ...wide, hardTokens: 100_000 })).toEqual([[], ['amber', 'red']]);
  });

  it('a slow session near its limit is not alarmed about', () => {
    expect(kinds([90_000, 90_100, 90_200], { ...wide, floorTokens: 90_000 }).flat()).toEqual([]);
  });

  it('a context past the hard limit is red whatever its growth', () => {
    expect(kinds([100_000], { ...wide, floorTokens: 100_000 })).toEqual([['amber', 'red']]);
  });

  it('the ceiling is told once, with base included', () => {
    const { alarms } = watchAll([8_000, 21_000, 21_001, 22_000]);
    expect(alarms).toEqual([[], [], [{ kind: 'ceiling', contextTokens: 21_001, limitTokens: 21_000 }], []]);
  });
});
