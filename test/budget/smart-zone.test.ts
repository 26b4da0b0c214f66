import { describe, expect, it } from 'vitest';
import { zoneEvidence } from '../../src/budget/smart-zone.ts';
import { turnsOf } from '../../src/budget/turns.ts';
import type { AgentEvent } from '../../src/model/agent.ts';
import { naiveFindsCeiling, sessionsOf, type ZoneWorld } from './zone-simulation.ts';

const REAL: ZoneWorld = { zoneTokens: 60_000, beta: 1 };
const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed + 1);
const evidence = (world: ZoneWorld, count: number, seed: number) =>
  zoneEvidence(sessionsOf(world, count, seed).map(({ turns }) => turns));

describe('where there is no ceiling', () => {
  it('a regression of success on peak context, the control, finds one between a third and three quarters of the time', () => {
    const found = seeds(100).filter((seed) => naiveFindsCeiling(sessionsOf({}, 100, seed))).length;
    expect(found).toBeGreaterThan(30);
    expect(found).toBeLessThan(75);
  });

  it('the hazard within sessions finds none, and says how far it looked', () => {
    for (const seed of seeds(8)) {
      const seen = evidence({}, 80, seed);
      expect(seen).not.toHaveProperty('found');
      expect(seen.upToTokens).toBeGreaterThan(60_000);
    }
  });
});

it('where there is one it is found, near where it is, with the range it lies in', () => {
  for (const seed of seeds(4)) {
    const { found, gain } = evidence(REAL, 100, seed);
    expect(gain).toBeGreaterThan(7.4);
    expect(Math.abs(found!.zoneTokens - 60_000)).toBeLessThanOrEqual(20_000);
    expect(found!.lowTokens).toBeLessThanOrEqual(found!.zoneTokens);
    expect(found!.highTokens).toBeGreaterThanOrEqual(found!.zoneTokens);
    expect(found!.hardTokens).toBeGreaterThan(found!.zoneTokens);
    expect(found!.past).toBeGreaterThanOrEqual(10);
  }
});

it('nothing is claimed of fewer than 60 sessions, nor of a context that fewer than ten got past', () => {
  expect(evidence(REAL, 59, 1)).toEqual({ sessions: 59, neededSessions: 60, upToTokens: expect.any(Number) });
  const short = sessionsOf(REAL, 80, 1).map(({ turns }, at) =>
    at < 9 ? turns : { contexts: turns.contexts.slice(0, 3), bad: [] },
  );
  expect(zoneEvidence(short)).not.toHaveProperty('found');
  expect(zoneEvidence([])).toEqual({ sessions: 0, neededSessions: 60 });
});

it('sessions without a slip, and sessions of nothing else, do not break the fit', () => {
  const contexts = Array.from({ length: 40 }, (_, turn) => 8_000 + 3_000 * turn);
  const clean = Array.from({ length: 70 }, () => ({ contexts, bad: [] }));
  expect(zoneEvidence(clean)).not.toHaveProperty('found');
  const broken = Array.from({ length: 70 }, () => ({ contexts, bad: contexts.map((_, turn) => turn) }));
  expect(zoneEvidence(broken)).not.toHaveProperty('found');
});

describe('turns', () => {
  const request = (context: number, main = true): AgentEvent => ({
    t: 'request',
    main,
    context,
    delta: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 },
  });
  const tool = (more: Partial<Extract<AgentEvent, { t: 'tool' }>>): AgentEvent => ({
    t: 'tool',
    id: 'x',
    kind: 'execute',
    paths: [],
    ...more,
  });

  it('are main requests, bad where a tool failed or lines were edited once more', () => {
    const events = [
      request(8_000),
      tool({ ok: false }),
      tool({ ok: false }),
      request(9_000),
      request(50_000, false),
      tool({ ok: true }),
      request(9_900),
      tool({ kind: 'edit', ok: true, again: true }),
    ];
    expect(turnsOf(events)).toEqual({ contexts: [8_000, 9_000, 9_900], bad: [0, 2] });
  });

  it('count no refusal, and nothing of an agent that does not say how its tools fared', () => {
    expect(turnsOf([request(8_000), tool({ ok: false, refused: true })])).toEqual({ contexts: [8_000], bad: [] });
    expect(turnsOf([request(8_000), tool({})])).toBeUndefined();
    expect(turnsOf([tool({ ok: false })])).toBeUndefined();
  });
});
