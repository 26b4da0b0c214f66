import { describe, expect, it } from 'vitest';
import { learn } from '../../src/budget/sessions.ts';
import { sessionRecord } from './session-record.ts';

const key = { agent: 'default', model: 'claude-sonnet-4-6' };
const none = { kappa: 1.22, base: { tokens: 0, source: 'none' } } as const;
const assumed = { kappa: 1.22, base: { tokens: 6_200, source: 'assumed' } } as const;

it('nothing that ran leaves what was believed before', () => {
  const { rates: _, ...learned } = learn([], key, none);
  expect(learned).toEqual({ samples: [], base: none.base });
});

describe('samples', () => {
  it('are those of the same agent and model, the newest of age 0, divided by the raw floor times the factor', () => {
    const sessions = [
      sessionRecord({ actual: { workingTokens: 3_000 } }),
      sessionRecord({ agent: 'docs' }),
      sessionRecord({ model: 'gpt-5.5' }),
      sessionRecord({ actual: { workingTokens: 4_000 }, censored: true, estimate: { rawFloorTokens: 2_000, floorTokens: 1 } }),
    ];
    expect(learn(sessions, key, none).samples).toEqual([
      { floorTokens: 1_220, workingTokens: 3_000, censored: false, age: 1 },
      { floorTokens: 2_440, workingTokens: 4_000, censored: true, age: 0 },
    ]);
  });

  it('leave out a session that told no usage', () => {
    const { workingTokens: _, ...untold } = sessionRecord({}).actual;
    expect(learn([{ ...sessionRecord({}), actual: untold }], key, none).samples).toEqual([]);
  });
});

it('a model that never ran here starts from what the others needed', () => {
  const others = Array.from({ length: 30 }, () => sessionRecord({ model: 'gpt-5.5', actual: { workingTokens: 12_200 } }));
  expect(Math.exp(learn(others, key, none).priorMean!)).toBeGreaterThan(7);
  const { workingTokens: _, ...untold } = sessionRecord({}).actual;
  expect(learn([sessionRecord({}), { ...others[0]!, actual: untold }], key, none)).not.toHaveProperty('priorMean');
});

describe('the first request', () => {
  it('corrects the factor where the base is known', () => {
    const learned = learn([sessionRecord({ actual: { floorTokens: 1_600 } })], key, none);
    expect(learned.kappa).toBeCloseTo(Math.exp(0.7 * Math.log(1.22) + 0.3 * Math.log(1.6)), 9);
    expect(learned.base).toEqual(none.base);
    expect(learned.samples[0]!.floorTokens).toBeCloseTo(learned.kappa! * 1_000, 9);
  });

  it('corrects the base where that is only assumed, by the median session', () => {
    const told = [19_000, 19_437, 90_000].map((first) =>
      sessionRecord({ estimate: { baseTokens: 6_200 }, actual: { floorTokens: first - 6_200 } }),
    );
    const learned = learn(told, key, assumed);
    expect(learned.base).toEqual({ tokens: 19_437 - 1_220, source: 'learned' });
    expect(learned).not.toHaveProperty('kappa');
  });

  it('never makes a base negative', () => {
    expect(learn([sessionRecord({ estimate: { baseTokens: 0 }, actual: { floorTokens: 10 } })], key, assumed).base.tokens).toBe(
      0,
    );
  });
});
