import { describe, expect, it } from 'vitest';
import { learn as learnFrom, type Learned, type LearnKey, type Seed } from '../../src/budget/sessions.ts';
import type { MeasuredBase, SessionRecord } from '../../src/model/record.ts';
import { sessionRecord } from './session-record.ts';

const key = { agent: 'default', model: 'claude-sonnet-4-6' };
const learn = (
  sessions: readonly SessionRecord[],
  of: LearnKey,
  seed: Seed,
  bases: readonly (MeasuredBase & { readonly at: number })[] = [],
): Learned => learnFrom({ sessions, bases }, of, seed);
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

  it('of sessions on subtasks and on whole stories are kept apart', () => {
    const sessions = [sessionRecord({ actual: { workingTokens: 3_000 } }), sessionRecord({ subtask: 'scale' })];
    expect(learn(sessions, key, none).samples).toMatchObject([{ workingTokens: 3_000 }]);
    expect(learn(sessions, { ...key, isPart: true }, none).samples).toHaveLength(1);
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

describe('an effort', () => {
  it('is a key of its own: what it needs is learned apart, from a prior that the others give', () => {
    const sessions = [
      ...Array.from({ length: 20 }, () => sessionRecord({ effort: 'max', actual: { workingTokens: 12_200 } })),
      sessionRecord({ actual: { workingTokens: 2_440 } }),
    ];
    const max = learn(sessions, { ...key, effort: 'max' }, none);
    expect(max.samples).toHaveLength(20);
    const plain = learn(sessions, key, none);
    expect(plain.samples.map(({ workingTokens }) => workingTokens)).toEqual([2_440]);
    expect(Math.exp(plain.priorMean!)).toBeGreaterThan(7);
  });

  it('teaches the factor to native tokens, which belongs to the model', () => {
    const sessions = [sessionRecord({ effort: 'max', actual: { firstContextTokens: 1_600 } })];
    expect(learn(sessions, key, none).kappa).toBeGreaterThan(1.22);
  });
});

it('another model is divided by its own floor: its tokens are not this one\u2019s', () => {
  const others = Array.from({ length: 40 }, () =>
    sessionRecord({ model: 'gpt-5.5', estimate: { floorTokens: 1_000 }, actual: { workingTokens: 6_000 } }),
  );
  expect(Math.exp(learn(others, key, { ...none, kappa: 1.8 }).priorMean!)).toBeCloseTo(6, 0);
});

describe('a measured base', () => {
  const settings = 's1';
  const base = (more: Partial<MeasuredBase & { at: number }> = {}) => ({
    agent: 'default',
    model: 'claude-sonnet-4-6',
    version: '2.1.0',
    settings,
    tokens: 7_000,
    how: 'told' as const,
    spend: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 },
    at: 10,
    ...more,
  });
  const of = { ...key, settings };
  const first = (firstContextTokens: number, version: string, startedAt: number) =>
    sessionRecord({ version, settings, startedAt, actual: { firstContextTokens } });

  it('stands in for the assumed one, and then first requests teach the factor', () => {
    const learned = learn([first(8_600, '2.1.0', 20)], of, assumed, [base()]);
    expect(learned.base).toEqual({ tokens: 7_000, source: 'measured' });
    expect(learned.kappa).toBeCloseTo(Math.exp(0.7 * Math.log(1.22) + 0.3 * Math.log(1.6)), 9);
  });

  it('of other settings, another model or another effort is not this one', () => {
    for (const other of [{ settings: 's2' }, { model: 'claude-opus-4-6' }, { effort: 'max' }])
      expect(learn([], of, assumed, [base(other)]).base).toEqual(assumed.base);
  });

  it('gives way to what sessions of a newer version of the agent leave, until it is measured again', () => {
    const sessions = [first(8_220, '2.1.0', 20), ...[30, 31, 32].map((at) => first(12_220, '2.2.0', at))];
    const learned = learn(sessions, of, assumed, [base()]);
    expect(learned.base).toEqual({ tokens: 11_000, source: 'learned' });
    const again = learn(sessions, of, assumed, [base(), base({ version: '2.2.0', tokens: 10_900, at: 40 })]);
    expect(again.base).toEqual({ tokens: 10_900, source: 'measured' });
  });

  it('is nothing to a configured one', () => {
    const configured = { kappa: 1.22, base: { tokens: 5_000, source: 'config' } } as const;
    expect(learn([], of, configured, [base()]).base).toEqual(configured.base);
  });
});
