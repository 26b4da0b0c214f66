import { expect, test } from 'vitest';
import { checkCards } from '../../src/check/check-cards.ts';
import { floorOf } from '../../src/model/budget.ts';
import type { Story } from '../../src/model/card.ts';
import { input, story } from './card-values.ts';

function reasonsOf(given: Partial<Story>, measured?: number): readonly string[] {
  const floors = new Map(measured === undefined ? [] : [['a', floorOf([{ kind: 'card', name: 'card', tokens: measured }])]]);
  return checkCards(input({ stories: [story('a', given)], floors })).map(({ reason }) => reason);
}

function withoutBudget(given: Partial<Story>): Story {
  const { budget: _, ...rest } = story('a', given);
  return rest;
}

test.each([
  ['ready', ['budget-missing']],
  ['blocked', []],
  ['draft', []],
  ['dropped', []],
] as const)('a %s story without a budget: %j', (status, reasons) => {
  expect(checkCards(input({ stories: [withoutBudget({ status })] })).map(({ reason }) => reason)).toEqual(reasons);
});

test('a ready story needs acceptance criteria, a blocked one does not yet', () => {
  expect(reasonsOf({ acceptance: [] })).toEqual(['acceptance-missing']);
  expect(reasonsOf({ acceptance: [], status: 'blocked' })).toEqual([]);
});

test.each([
  [2000, 2200, []],
  [2000, 2223, ['floor-differs']],
  [2201, 2000, ['floor-differs']],
  [100, 150, []],
  [100, 151, ['floor-differs']],
])('a floor declared as %i and measured as %i: %j', (floorTokens, measured, reasons) => {
  expect(reasonsOf({ budget: { model: 'gpt-5', floorTokens } }, measured)).toEqual(reasons);
});

test('a floor that was not measured, or not declared, is not compared', () => {
  expect(reasonsOf({ budget: { model: 'gpt-5', floorTokens: 5 } })).toEqual([]);
  expect(reasonsOf({ budget: { model: 'gpt-5' } }, 5000)).toEqual([]);
});

test('figures of an integrated story are history; one that is measured again is compared again', () => {
  const budget = { model: 'gpt-5', floorTokens: 100, workingTokens: 400, ceilingTokens: 900 };
  const given = { stories: [story('a', { budget })], integrated: new Set(['a']) };
  const floors = new Map([['a', floorOf([{ kind: 'card', name: 'card', tokens: 300 }])]]);
  expect(checkCards(input(given))).toEqual([]);
  expect(checkCards(input({ ...given, floors })).map(({ reason }) => reason)).toEqual(['floor-differs', 'ceiling-differs']);
});

test.each([
  [9500, []],
  [8600, []],
  [8000, ['ceiling-differs']],
  [11_000, ['ceiling-differs']],
])('a ceiling of %i over 2,100 and 7,400: %j', (ceilingTokens, reasons) => {
  expect(reasonsOf({ budget: { model: 'gpt-5', floorTokens: 2100, workingTokens: 7400, ceilingTokens } })).toEqual(reasons);
});

test('an unknown model is told with the nearest names, but not of a draft', () => {
  const budget = { model: 'claude-sonet-4-6' };
  expect(checkCards(input({ stories: [story('a', { budget })] }))).toMatchObject([
    { reason: 'unknown-model', model: 'claude-sonet-4-6', near: ['claude-sonnet-4-6', 'claude-opus-4-7', 'gpt-5'] },
  ]);
  expect(reasonsOf({ budget, status: 'draft' })).toEqual([]);
});

test('a ready story says which files it may change, a draft and an integrated one need not', () => {
  expect(reasonsOf({ files: [] })).toEqual(['files-undeclared']);
  expect(reasonsOf({ files: [], status: 'draft' })).toEqual([]);
  const landed = input({ stories: [story('a', { files: [] })], integrated: new Set(['a']) });
  expect(checkCards(landed)).toEqual([]);
});
