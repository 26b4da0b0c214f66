import { expect, test } from 'vitest';
import { readEventLine } from '../../src/agents/event-line.ts';
import { verdictIn } from '../../src/agents/verdict.ts';

const read = (verdict: object): unknown => readEventLine(JSON.stringify({ type: 'verdict', ...verdict }), 'event-1');

test('an acceptance needs no more than the word', () => {
  expect(read({ verdict: 'accept' })).toEqual({ event: { t: 'verdict', word: 'accept' } });
  expect(read({ verdict: 'accept', criteria: [{ criterion: 'five', met: true }] })).toEqual({
    event: { t: 'verdict', word: 'accept' },
  });
});

test('a refusal gives its reasons by criterion, each on one line', () => {
  const criteria = [
    { criterion: 'five', met: false, reason: 'it is\nfour\u001b[2J' },
    { criterion: 'six', met: true },
  ];
  expect(read({ verdict: 'refuse', criteria, reason: 'and no tests' })).toEqual({
    event: { t: 'verdict', word: 'refuse', reasons: ['five: it is four [2J', 'and no tests'] },
  });
});

test.each([
  [{}, '/verdict of its verdict: expected "accept" or "refuse", found nothing'],
  [{ verdict: true }, '/verdict of its verdict: expected "accept" or "refuse", found true'],
  [{ verdict: 'refuse' }, '/criteria of its verdict: expected a criterion that is not met, or a `reason`, found "none"'],
  [{ verdict: 'refuse', criteria: 'all' }, '/criteria of its verdict: expected a list, found "all"'],
  [
    { verdict: 'refuse', criteria: [null] },
    '/criteria/0/criterion of its verdict: expected the text of a criterion, found nothing',
  ],
  [
    { verdict: 'refuse', criteria: [{ criterion: 'a', met: 'no' }] },
    '/criteria/0/met of its verdict: expected true or false, found "no"',
  ],
  [
    { verdict: 'refuse', criteria: [{ criterion: 'a', met: false }] },
    '/criteria/0/reason of its verdict: expected why it is not met, found nothing',
  ],
  [
    { verdict: 'accept', criteria: [{ criterion: 'a', met: false, reason: 'b' }] },
    '/verdict of its verdict: expected "refuse", where a criterion is not met, found "accept"',
  ],
])('%j is no verdict, and what is wrong with it has its place', (verdict, fault) => {
  expect(read(verdict)).toEqual({ event: { t: 'verdict', word: 'unusable', fault } });
});

test('last words may hold it, on a line of its own; the last one counts', () => {
  const line = (verdict: string): string => JSON.stringify({ type: 'verdict', verdict, reason: 'x' });
  expect(verdictIn(`I looked.\n${line('refuse')}\nOn second thoughts:\n  ${line('accept')}\n`)).toEqual({ word: 'accept' });
  expect(verdictIn('I accept it.\n{"type":"note","text":"x"}')).toBeUndefined();
  expect(verdictIn(undefined)).toBeUndefined();
});
