import { expect, test } from 'vitest';
import type { Story } from '../../src/model/card.ts';
import type { Forecast } from '../../src/model/budget.ts';
import { planStories, type Plan, type PlannedStory } from '../../src/plan/plan.ts';
import { heldAmong, modelRefusals } from '../../src/plan/refusals.ts';
import { storyOf } from '../rig/story-of.ts';
import { decided, forecastOf, FRESH, HELD, planned, STALE } from './planned.ts';

interface Given {
  readonly stories: readonly Story[];
  readonly decisions?: Readonly<Record<string, PlannedStory['decisions']>>;
  readonly forecasts?: Readonly<Record<string, Forecast>>;
}

function plan(given: Given): Plan {
  const decisions = new Map(given.stories.map(({ id }) => [id, given.decisions?.[id] ?? decided(STALE)]));
  return planStories({
    stories: given.stories,
    adrs: [],
    decisions,
    measured: new Map(
      given.stories.map(({ id }) => {
        const forecast = given.forecasts?.[id];
        return [id, { agent: id === 'a' ? 'api' : 'default', ...(forecast ? { forecast } : {}) }];
      }),
    ),
  });
}

test('places count from 1 in the order of integration, over all stories', () => {
  const stories = [storyOf({ id: 'b', dependsOn: ['c'] }), storyOf({ id: 'a' }), storyOf({ id: 'c' })];
  expect(plan({ stories }).stories.map(({ story, place, agent }) => [story.id, place, agent])).toEqual([
    ['a', 1, 'api'],
    ['c', 2, 'default'],
    ['b', 3, 'default'],
  ]);
});

test('the total counts only what an agent will still be paid for', () => {
  const stories = ['new', 'gated', 'done', 'held', 'unmeasured'].map((id) => storyOf({ id, files: [id] }));
  const priced = forecastOf(1000, 3000, 0.5);
  const { totals } = plan({
    stories,
    decisions: {
      gated: decided(FRESH, { gate: STALE, integrate: STALE }),
      done: decided(FRESH),
      held: decided(HELD),
    },
    forecasts: { new: priced, gated: priced, done: priced, held: priced },
  });
  expect(totals).toEqual({ open: 3, toImplement: 1, floorTokens: 1000, p50Tokens: 4000, ceilingTokens: 7000, usd: 0.5 });
});

test('a price nobody knows is absent, not nothing', () => {
  expect(plan({ stories: [storyOf({ id: 'a' })], forecasts: { a: forecastOf(1, 1) } }).totals).not.toHaveProperty('usd');
});

test('a build for one model refuses open stories that are budgeted for another, or for none', () => {
  const stories = [
    planned({ id: 'same', budget: { model: 'gpt-5' } }),
    planned({ id: 'other', budget: { model: 'claude-sonnet-4-6' } }),
    planned({ id: 'none' }),
    planned({ id: 'done', budget: { model: 'claude-sonnet-4-6' } }, { decisions: decided(FRESH) }),
    planned({ id: 'not-asked', budget: { model: 'claude-sonnet-4-6' } }),
  ];
  const asked = new Map(['same', 'other', 'none', 'done'].map((id) => [id, 'integrate'] as const));
  expect(modelRefusals(stories, asked, 'gpt-5')).toEqual([
    { reason: 'model-refused', story: 'other', budgeted: 'claude-sonnet-4-6', asked: 'gpt-5' },
    { reason: 'model-refused', story: 'none', budgeted: '', asked: 'gpt-5' },
  ]);
  expect(modelRefusals(stories, asked, undefined)).toEqual([]);
});

test('held among the asked are those whose integration is held', () => {
  const stories = [
    planned({ id: 'a' }, { decisions: decided(HELD) }),
    planned({ id: 'b' }, { decisions: decided(HELD) }),
    planned({ id: 'c' }),
  ];
  expect(
    heldAmong(
      stories,
      new Map([
        ['a', 'integrate'],
        ['c', 'integrate'],
      ]),
    ),
  ).toEqual(['a']);
});
