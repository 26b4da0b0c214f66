import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { Adr, Story } from '../../src/model/card.ts';
import type { Problem } from '../../src/model/problem.ts';
import { adr, input, story } from './card-values.ts';

function ringsOf(stories: readonly Story[], adrs: readonly Adr[] = []): readonly Problem[] {
  return checkCards(input({ stories, adrs })).filter(({ reason }) => reason === 'ring');
}

test('stories that wait for each other are told once, as the ring they form', () => {
  const places = { '/depends_on/0': { file: 'stories/a.md', line: 6, column: 14 } };
  const stories = [story('b', { dependsOn: ['a'] }), story('a', { dependsOn: ['b'], places }), story('c', { dependsOn: ['a'] })];
  expect(ringsOf(stories)).toEqual([
    { reason: 'ring', of: 'stories', ring: ['a', 'b', 'a'], place: { file: 'stories/a.md', line: 6, column: 14 } },
  ]);
});

test('a story that waits for itself is a ring', () => {
  expect(ringsOf([story('a', { dependsOn: ['a'] })])).toMatchObject([{ of: 'stories', ring: ['a', 'a'] }]);
});

test('drafts are asked too, a dropped story breaks the ring', () => {
  const ring = (status: Story['status']): readonly Problem[] =>
    ringsOf([story('a', { dependsOn: ['b'] }), story('b', { dependsOn: ['a'], status })]);
  expect(ring('draft')).toHaveLength(1);
  expect(ring('dropped')).toEqual([]);
});

test('ADRs that build on each other are told, one on itself too', () => {
  const adrs = [
    adr('ADR-1', { predecessors: ['ADR-2'] }),
    adr('ADR-2', { predecessors: ['ADR-1'] }),
    adr('ADR-3', { predecessors: ['ADR-3'] }),
  ];
  expect(ringsOf([], adrs)).toMatchObject([
    { of: 'ADRs', ring: ['ADR-1', 'ADR-2', 'ADR-1'], place: { file: 'adr/ADR-1.md' } },
    { of: 'ADRs', ring: ['ADR-3', 'ADR-3'], place: { file: 'adr/ADR-3.md' } },
  ]);
});

test('a chain of 10,000 ADRs is no ring', () => {
  const adrs = Array.from({ length: 10_000 }, (_, n) => adr(`ADR-${n}`, { predecessors: n === 0 ? [] : [`ADR-${n - 1}`] }));
  expect(ringsOf([], adrs)).toEqual([]);
});

const ADRS = [adr('ADR-1'), adr('ADR-2', { predecessors: ['ADR-1'] }), adr('ADR-3', { predecessors: ['ADR-2'] }), adr('ADR-4')];

test('a story that has to come before what its own ADRs come from contradicts their order', () => {
  const stories = [story('ids', { adrs: ['ADR-1'], dependsOn: ['label'] }), story('label', { adrs: ['ADR-3', 'ADR-1'] })];
  expect(ringsOf(stories, ADRS)).toMatchObject([
    { of: 'stories and ADRs', ring: ['ids', 'label', 'ADR-3', 'ADR-1', 'ids'], place: { file: 'stories/ids.md' } },
  ]);
});

test('a story that stands at other ADRs as well is free to go either way', () => {
  const stories = [story('ids', { adrs: ['ADR-1', 'ADR-4'], dependsOn: ['label'] }), story('label', { adrs: ['ADR-3'] })];
  expect(ringsOf(stories, ADRS)).toEqual([]);
});

test('depends_on along the order of ADRs contradicts nothing', () => {
  const stories = [
    story('ids', { adrs: ['ADR-1'] }),
    story('label', { adrs: ['ADR-3'], dependsOn: ['ids'] }),
    story('plain', { dependsOn: ['label'] }),
  ];
  expect(ringsOf(stories, ADRS)).toEqual([]);
});
