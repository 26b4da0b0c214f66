import { describe, expect, it } from 'vitest';
import { findModel, idleModels, knownModels, type ModelFacts } from '../../src/budget/models.ts';
import { seedZone } from '../../src/budget/zone.ts';

const known = (name: string, overrides: Parameters<typeof findModel>[1] = {}): ModelFacts => {
  const found = findModel(name, overrides);
  if (!('model' in found)) throw new Error(`${name} is not known`);
  return found.model;
};

describe('a model by name', () => {
  it('brings its window, its prices, its assumed factor and the seed of its smart zone', () => {
    expect(known('claude-sonnet-4-6')).toEqual({
      name: 'claude-sonnet-4-6',
      family: 'claude-sonnet',
      size: 'mid',
      windowTokens: 1_000_000,
      usdPerMillion: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
      kappa: 1.22,
      kappaSafe: 1.35,
      kappaSource: 'assumed',
      zone: { warnTokens: 64_000, hardTokens: 100_000, source: 'seed' },
    });
  });

  it.each(['claude-haiku-4-5-20251001', 'claude-sonnet-4-6-20260217', 'claude-opus-4-8-latest', 'gpt-5.4-2026-03-05'])(
    'is found dated too: %s',
    (name) => {
      const model = known(name);
      expect(model.name).toBe(name);
      expect(model.usdPerMillion).toBeDefined();
    },
  );

  it('that is a name of every object is unknown like any other', () => {
    expect(findModel('constructor', {})).toEqual({ near: [] });
    expect(findModel('__proto__', {})).toEqual({ near: [] });
  });

  it('that is not known gives the names most like it, and no facts', () => {
    const found = findModel('claude-sonet-4.6', {});
    expect(found).toEqual({ near: expect.arrayContaining(['claude-sonnet-4-6']) });
    expect(findModel('zzz', {})).toEqual({ near: [] });
    expect(findModel('sonnet-4.6', {})).toEqual({ near: expect.arrayContaining(['claude-sonnet-4-6']) });
    expect((findModel('haiku', {}) as { near: readonly string[] }).near[0]).toMatch(/haiku/);
  });
});

describe('the factor to native tokens', () => {
  it.each([
    ['gpt-4o', 1],
    ['gpt-5.5', 1],
    ['o3', 1],
    ['gemini-3.5-flash', 1.1],
    ['claude-haiku-4-5', 1.22],
    ['claude-opus-4-6', 1.22],
    ['claude-sonnet-4-6', 1.22],
    ['claude-opus-4-7', 1.6],
    ['claude-opus-4-8', 1.6],
    ['claude-sonnet-5', 1.6],
    ['claude-fable-5', 1.6],
  ])('of %s is %d', (name, kappa) => {
    expect(known(name)).toMatchObject({ kappa, kappaSource: 'assumed' });
  });
});

describe('the smart zone', () => {
  it.each([
    ['claude-opus-4-8', 80_000, 120_000],
    ['gpt-5.5', 80_000, 120_000],
    ['claude-sonnet-5', 64_000, 100_000],
    ['claude-haiku-4-5', 40_000, 64_000],
    ['gpt-5-mini', 40_000, 64_000],
    ['gpt-5.1-codex-mini', 40_000, 64_000],
    ['gpt-5-nano', 20_000, 32_000],
    ['deepseek-chat', 40_000, 64_000],
  ])('of %s is seeded with %d and %d', (name, warnTokens, hardTokens) => {
    expect(known(name).zone).toEqual({ warnTokens, hardTokens, source: 'seed' });
  });

  it('of a model of unknown class is a share of a small window', () => {
    expect(seedZone('unknown', 100_000)).toEqual({ warnTokens: 30_000, hardTokens: 40_000, source: 'seed' });
    expect(seedZone('unknown')).toEqual({ warnTokens: 40_000, hardTokens: 64_000, source: 'seed' });
  });

  it('never reaches past the window', () => {
    expect(seedZone('mid', 32_000)).toEqual({ warnTokens: 9_600, hardTokens: 12_800, source: 'seed' });
    for (const name of knownModels({})) expect(known(name).zone.hardTokens).toBeLessThan(known(name).windowTokens!);
  });
});

describe('the config', () => {
  it('overrides each fact alone', () => {
    const zone = { warnTokens: 10, hardTokens: 20, source: 'config' } as const;
    const model = known('claude-sonnet-4-6', { 'claude-sonnet-4-6': { kappa: 1.3, smartZone: zone } });
    expect(model).toMatchObject({ kappa: 1.3, kappaSource: 'config', zone, windowTokens: 1_000_000 });
  });

  it('overrides a dated name by its alias', () => {
    expect(known('claude-haiku-4-5-20251001', { 'claude-haiku-4-5': { kappa: 1.5 } }).kappa).toBe(1.5);
  });

  it('makes a model known that the table lacks, without prices where it gives none', () => {
    const model = known('our-own', { 'our-own': { window: 50_000 } });
    expect(model).toMatchObject({ kappa: 1.22, kappaSource: 'assumed', zone: { warnTokens: 15_000, hardTokens: 20_000 } });
    expect(model).not.toHaveProperty('usdPerMillion');
    expect(findModel('our-owm', { 'our-own': {} })).toEqual({ near: ['our-own'] });
  });
});

it('finds entries of a config that are in no table, say nothing of their model and are asked for by nobody', () => {
  const overrides = {
    'claude-sonet-4-6': { concurrent: 2 },
    'claude-sonnet-4-6': { perMinute: 10 },
    'claude-opus-4-6-latest': { concurrent: 1 },
    'our-own': { concurrent: 1, window: 32_000 },
    'our-priced': { usdPerMillion: { input: 1, output: 2 } },
    'our-asked': { concurrent: 4 },
    'our-asket': { concurrent: 4 },
    zzz: {},
  };
  expect(idleModels(overrides, new Set(['our-asked-20260101']))).toEqual([
    { model: 'claude-sonet-4-6', suggestion: 'claude-sonnet-4-6' },
    { model: 'our-asket', suggestion: 'our-asked' },
    { model: 'zzz' },
  ]);
  expect(idleModels({}, new Set())).toEqual([]);
});
