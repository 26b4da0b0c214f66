import { expect, test } from 'vitest';
import { differs, isAsked, RULES, severityOf } from '../../src/check/rules.ts';

const place = { file: 'a.md' };

test('every rule says in one sentence what it asks for', () => {
  const summaries = Object.values(RULES).map(({ summary }) => summary);
  expect(summaries.filter((summary) => !/^[A-Za-z].*\.$/.test(summary))).toEqual([]);
  expect(new Set(summaries).size).toBe(summaries.length);
});

test('a key of another tool in an ADR is a note, and a warning where it is nearly one of ours', () => {
  expect(severityOf({ reason: 'adr-unknown-key', key: 'foo', place })).toBe('note');
  expect(severityOf({ reason: 'adr-unknown-key', key: 'wieght', suggestion: 'weight', place })).toBe('warning');
});

test('a near name makes no error weaker', () => {
  expect(severityOf({ reason: 'unknown-adr', id: 'ADR-1', suggestion: 'ADR-2', place })).toBe('error');
});

test('a floor that grew with the files it counts only warns; a weight changes with its ADR alone, and is an error', () => {
  expect(severityOf({ reason: 'floor-differs', declared: 1, measured: 2, place })).toBe('warning');
  expect(severityOf({ reason: 'ceiling-differs', declared: 1, sum: 2, place })).toBe('warning');
  expect(severityOf({ reason: 'weight-differs', id: 'ADR-1', declared: 1, measured: 2, place })).toBe('error');
});

test('a rule without a tolerance allows no difference', () => {
  expect([differs('unknown-adr', 1, 2), differs('unknown-adr', 1, 1)]).toEqual([true, false]);
});

test('a dropped story is asked nothing, a ready one everything', () => {
  const reasons = Object.keys(RULES) as (keyof typeof RULES)[];
  expect(reasons.filter((reason) => isAsked(reason, 'dropped'))).toEqual([]);
  expect(reasons.filter((reason) => !isAsked(reason, 'ready'))).toEqual([]);
});
