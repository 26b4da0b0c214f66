import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import { adr, input, reference, story } from './card-values.ts';

const inScope = [story('x', { adrs: ['ADR-1'] }), story('y', { adrs: ['ADR-1'] })];

test('cards that hold together have no problems', () => {
  const stories = [
    story('a', { adrs: ['ADR-1'] }),
    story('b', { adrs: ['ADR-1', 'ADR-2'], dependsOn: ['a'], gates: ['test'] }),
    story('c', { adrs: ['ADR-2'] }),
  ];
  const adrs = [
    adr('ADR-1'),
    adr('ADR-2', { predecessors: ['ADR-1'], references: [reference('story', 'a'), reference('adr', 'ADR-1')] }),
  ];
  expect(checkCards(input({ stories, adrs }))).toEqual([]);
});

test('an ADR or a story that does not exist is told with the nearest that does, at its place', () => {
  const places = {
    '/adrs/0': { file: 'stories/a.md', line: 7, column: 8 },
    '/depends_on': { file: 'stories/a.md', line: 9, column: 13 },
  };
  const stories = [story('a', { adrs: ['ADR-12'], dependsOn: ['weigh-parcle'], places }), story('weigh-parcel')];
  expect(checkCards(input({ stories, adrs: [adr('ADR-11')] }))).toEqual([
    { reason: 'unknown-adr', id: 'ADR-12', suggestion: 'ADR-11', place: { file: 'stories/a.md', line: 7, column: 8 } },
    {
      reason: 'unknown-story',
      id: 'weigh-parcle',
      suggestion: 'weigh-parcel',
      place: { file: 'stories/a.md', line: 9, column: 13 },
    },
  ]);
});

test("a type that is nearly an agent's name is told; one that is an agent's, or unlike any, is not", () => {
  const place = { file: 'stories/a.md', line: 4, column: 7 };
  const typed = (id: string, type: string, given: object = {}): ReturnType<typeof story> =>
    story(id, { type, places: { '/type': place }, ...given });
  const stories = [typed('a', 'apii'), typed('b', 'api'), typed('c', 'docs'), typed('d', 'apii', { status: 'draft' })];
  expect(checkCards(input({ stories }))).toEqual([{ reason: 'unknown-agent', name: 'apii', suggestion: 'api', place }]);
});

test('cards that are there and unreadable, and stories that are integrated, can be referred to', () => {
  const stories = [story('a', { adrs: ['ADR-9'], dependsOn: ['broken', 'gone'] })];
  expect(checkCards(input({ stories, unreadable: ['broken', 'ADR-9'], integrated: new Set(['gone']) }))).toEqual([]);
});

test('a predecessor that does not exist is told', () => {
  expect(checkCards(input({ stories: inScope, adrs: [adr('ADR-1', { predecessors: ['ADR-77'] })] }))).toMatchObject([
    { reason: 'unknown-adr', id: 'ADR-77', place: { file: 'adr/ADR-1.md' } },
  ]);
});

test('what is left open to a story or an ADR that does not exist is a dangling reference', () => {
  const references = [reference('story', 'wiegh'), reference('adr', 'ADR-7')];
  expect(checkCards(input({ stories: [...inScope, story('weigh')], adrs: [adr('ADR-1', { references })] }))).toMatchObject([
    { reason: 'dangling-reference', id: 'wiegh', suggestion: 'weigh', place: { line: 20 } },
    { reason: 'dangling-reference', id: 'ADR-7' },
  ]);
});

test.each(['rejected', 'superseded', 'deprecated'] as const)('an ADR that is %s is told where it is in scope', (status) => {
  const problems = checkCards(input({ stories: inScope, adrs: [adr('ADR-1', { status })] }));
  expect(problems).toMatchObject([
    { reason: 'adr-not-in-force', id: 'ADR-1', status, place: { file: 'stories/x.md' } },
    { reason: 'adr-not-in-force', place: { file: 'stories/y.md' } },
  ]);
});

test('a gate the config does not have is told, but not of a draft', () => {
  const stories = [story('a', { gates: ['browser'] }), story('b', { status: 'draft', gates: ['browser'] })];
  expect(checkCards(input({ stories }))).toEqual([
    { reason: 'unknown-gate', gate: 'browser', known: ['test'], place: { file: 'stories/a.md', line: 1, column: 1 } },
  ]);
});

test('a draft is asked for its references, a dropped story for nothing', () => {
  const nothing = { adrs: ['ADR-5'], dependsOn: ['nobody'], gates: ['none'], acceptance: [], budget: { model: 'none' } };
  const reasonsOf = (status: 'draft' | 'dropped'): readonly string[] =>
    checkCards(input({ stories: [story('a', { ...nothing, status })] })).map(({ reason }) => reason);
  expect(reasonsOf('draft')).toEqual(['unknown-adr', 'unknown-story']);
  expect(reasonsOf('dropped')).toEqual([]);
});
