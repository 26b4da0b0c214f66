import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adrDepths, dependencies, integrationOrder, placeReasons } from '../../src/plan/order.ts';
import { adrOf, storyOf } from '../rig/story-of.ts';

const ADRS = [
  adrOf({ id: 'ADR-1' }),
  adrOf({ id: 'ADR-2', predecessors: ['ADR-1'] }),
  adrOf({ id: 'ADR-3', predecessors: ['ADR-2', 'ADR-1'] }),
];

test('an ADR stands one deeper than the deepest it follows from', () => {
  expect(Object.fromEntries(adrDepths(ADRS))).toEqual({ 'ADR-1': 0, 'ADR-2': 1, 'ADR-3': 2 });
});

test('an ADR that follows from one nobody knows stands one below it', () => {
  expect(adrDepths([adrOf({ id: 'ADR-9', predecessors: ['ADR-8'] })]).get('ADR-9')).toBe(1);
});

test('a story stands at its most derived ADR, whatever its priority', () => {
  const stories = [
    storyOf({ id: 'a', adrs: ['ADR-3', 'ADR-1'], priority: 1 }),
    storyOf({ id: 'b', adrs: ['ADR-2'], priority: 2 }),
    storyOf({ id: 'c', adrs: ['ADR-1'], priority: 3 }),
    storyOf({ id: 'd', priority: 4 }),
  ];
  expect(integrationOrder(stories, ADRS)).toEqual(['c', 'd', 'b', 'a']);
});

test('a place rests on what the story needs, its most derived ADR as written, and its priority; what nobody knows is left out', () => {
  const stories = [
    storyOf({ id: 'a', adrs: ['ADR-1', 'ADR-3', 'ADR-9'], dependsOn: ['b', 'gone'], priority: 2 }),
    storyOf({ id: 'b', adrs: [], priority: 1 }),
  ];
  const shownAdrs = ADRS.map((adr) => ({ ...adr, shownId: `${adr.id}!` }));
  expect(Object.fromEntries(placeReasons(stories, shownAdrs))).toEqual({
    a: { needs: ['b'], adr: 'ADR-3!', depth: 2, priority: 2 },
    b: { needs: [], depth: 0, priority: 1 },
  });
});

test('what a story depends on goes before it, whatever their ADRs', () => {
  const stories = [storyOf({ id: 'a', dependsOn: ['b'] }), storyOf({ id: 'b', adrs: ['ADR-3'] })];
  expect(integrationOrder(stories, ADRS)).toEqual(['b', 'a']);
});

test('among equals the lower priority goes first, then the id', () => {
  const stories = [storyOf({ id: 'c', priority: 1 }), storyOf({ id: 'b' }), storyOf({ id: 'a' })];
  expect(integrationOrder(stories, [])).toEqual(['c', 'a', 'b']);
});

test('a need that has no card does not appear in the order', () => {
  expect(integrationOrder([storyOf({ id: 'a', dependsOn: ['gone'] })], [])).toEqual(['a']);
});

test('stories on a ring come last, and are not lost', () => {
  const stories = [storyOf({ id: 'a', dependsOn: ['b'] }), storyOf({ id: 'b', dependsOn: ['a'] }), storyOf({ id: 'z' })];
  expect(integrationOrder(stories, [])).toEqual(['z', 'a', 'b']);
});

test('what must be integrated first is known through stories that are not asked about', () => {
  const stories = [storyOf({ id: 'a', dependsOn: ['b'] }), storyOf({ id: 'b', dependsOn: ['c'] }), storyOf({ id: 'c' })];
  expect(dependencies(stories, [stories[0]!])).toEqual(new Map([['a', new Set(['b', 'c'])]]));
});

const anyStories = fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 10 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc
        .record({
          needs: fc.array(fc.nat(14), { maxLength: 3 }),
          priority: fc.integer({ min: 1, max: 3 }),
          adrs: fc.subarray(['ADR-1', 'ADR-2', 'ADR-3']),
        })
        .map((drawn) =>
          storyOf({
            id: `s${number}`,
            priority: drawn.priority,
            adrs: drawn.adrs,
            dependsOn: drawn.needs.filter((need) => need < number).map((need) => `s${need}`),
          }),
        ),
    ),
  ),
);

test('the order holds every story once, after all that it depends on, however the cards were found', () => {
  fc.assert(
    fc.property(anyStories, fc.infiniteStream(fc.nat(100)), (stories, dice) => {
      const order = integrationOrder(stories, ADRS);
      expect(order.toSorted()).toEqual(stories.map(({ id }) => id).toSorted());
      for (const { id, dependsOn } of stories)
        for (const need of dependsOn) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
      const shuffled = stories
        .map((story) => ({ story, by: dice.next().value ?? 0 }))
        .toSorted((a, b) => a.by - b.by)
        .map(({ story }) => story);
      expect(integrationOrder(shuffled, ADRS.toReversed())).toEqual(order);
    }),
  );
});
