import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import type { Adr, Story } from '../../src/model/card.ts';
import { adr, input, story } from './card-values.ts';

const TWO = [story('x', { adrs: ['ADR-1'] }), story('y', { adrs: ['ADR-1'] })];

function problemsOf(given: Partial<Adr>, weight?: number, stories: readonly Story[] = TWO): readonly object[] {
  const weights = new Map(weight === undefined ? [] : [['ADR-1', weight]]);
  return checkCards(input({ adrs: [adr('ADR-1', given)], stories, weights }));
}

test('a weight is compared with the measured one, within 10% or 50 tokens', () => {
  expect(problemsOf({ weightTokens: 190 }, 240)).toEqual([]);
  expect(problemsOf({ weightTokens: 190 }, 241)).toMatchObject([
    { reason: 'weight-differs', id: 'ADR-1', declared: 190, measured: 241 },
  ]);
  expect(problemsOf({ weightTokens: 1000 }, 1100)).toEqual([]);
});

test('a weight that is not declared is told with the measured one', () => {
  expect(problemsOf({}, 200)).toMatchObject([{ reason: 'weight-missing', id: 'ADR-1', measured: 200 }]);
});

test('each section that makes the contract is asked for', () => {
  expect(problemsOf({ has: { decision: true, contract: false, doesNotDecide: false } })).toMatchObject([
    { reason: 'contract-missing', section: 'Contract' },
    { reason: 'contract-missing', section: 'Does not decide' },
  ]);
});

test('an accepted ADR is locked in, a proposed one not yet', () => {
  expect(problemsOf({ lockedInBy: [] })).toMatchObject([{ reason: 'lock-missing', id: 'ADR-1' }]);
  expect(problemsOf({ lockedInBy: [], status: 'proposed' })).toEqual([]);
});

test('an ADR that one story uses is told with that story; dropped stories do not count', () => {
  const [x, y] = TWO as [Story, Story];
  expect(problemsOf({}, undefined, [x])).toMatchObject([{ reason: 'adr-used-once', id: 'ADR-1', story: 'x' }]);
  expect(problemsOf({}, undefined, [x, { ...y, status: 'dropped' }])).toMatchObject([{ reason: 'adr-used-once' }]);
  expect(problemsOf({}, undefined, [])).toEqual([]);
});

test('an ADR no longer in force is left as it is', () => {
  expect(
    problemsOf({ status: 'superseded', lockedInBy: [], has: { decision: false, contract: false, doesNotDecide: false } }, 9, []),
  ).toEqual([]);
});
