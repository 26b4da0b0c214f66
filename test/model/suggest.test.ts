import { expect, test } from 'vitest';
import { editDistance, suggest } from '../../src/model/suggest.ts';

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['adr', 'adrs', 1],
  ['wieght', 'weight', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%j is %j at a distance of %i', (a, b, distance) => {
  expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
});

test('the nearest name is suggested, the first of equals', () => {
  expect(suggest('statsu', ['title', 'status', 'state'])).toBe('status');
  expect(suggest('ADR-12', ['ADR-1', 'ADR-2'])).toBe('ADR-1');
});

test('case is no distance, and what is far is not suggested', () => {
  expect(suggest('Status', ['status'])).toBe('status');
  expect(suggest('budget', ['title', 'files'])).toBeUndefined();
  expect(suggest('x', [])).toBeUndefined();
});
