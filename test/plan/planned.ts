import type { Forecast, TokenSplit } from '../../src/model/budget.ts';
import type { Story } from '../../src/model/card.ts';
import type { Decision, Step } from '../../src/model/target.ts';
import type { PlannedStory } from '../../src/plan/plan.ts';
import { storyOf } from '../rig/story-of.ts';

export const FRESH: Decision = { state: 'fresh', reason: { code: 'same-inputs' } };
export const STALE: Decision = { state: 'stale', reason: { code: 'never-built' } };
export const HELD: Decision = { state: 'held', reason: { code: 'not-ready', status: 'draft' } };

/** One decision for every step; say which differ. */
export function decided(all: Decision, more: Partial<Record<Step, Decision>> = {}): PlannedStory['decisions'] {
  return { 'budget-check': all, worktree: all, implement: all, gate: all, integrate: all, ...more };
}

/** All of it written to the cache once. */
function burnOf(cacheWrite: number, usd?: number): TokenSplit {
  return { input: 0, cacheWrite, cacheRead: 0, output: 0, ...(usd === undefined ? {} : { usd }) };
}

/** A forecast of so many tokens of floor and of working (P50; P80 is twice as much). */
export function forecastOf(floorTokens: number, workingTokens: number, usd?: number): Forecast {
  return {
    model: 'claude-sonnet-4-6',
    kappa: 1.22,
    kappaSource: 'assumed',
    rawFloorTokens: Math.round(floorTokens / 1.22),
    floorTokens,
    workingP50Tokens: workingTokens,
    workingP80Tokens: 2 * workingTokens,
    ceilingTokens: floorTokens + 2 * workingTokens,
    baseTokens: 6000,
    baseSource: 'assumed',
    multiplier: { p50: 3.5, p80: 7.5, samples: 0 },
    burn: { p50: burnOf(floorTokens + workingTokens, usd), p80: burnOf(floorTokens + 2 * workingTokens, usd && 2 * usd) },
    zone: { warnTokens: 64_000, hardTokens: 100_000, source: 'seed' },
    pace: { requests: 5, durationMs: 40_000, samples: 0 },
    fits: 0.97,
    verdict: 'fits',
    ...(usd === undefined ? {} : { usd }),
  };
}

/** A story in the plan with everything to do. */
export function planned(story: Partial<Story>, more: Partial<PlannedStory> = {}): PlannedStory {
  return {
    story: storyOf(story),
    decisions: decided(STALE),
    agent: 'default',
    place: 1,
    order: { needs: [], depth: 0, priority: 1 },
    ...more,
  };
}
