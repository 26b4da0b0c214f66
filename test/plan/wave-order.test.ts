import { expect, test } from 'vitest';
import { waveOrder } from '../../src/plan/wave-order.ts';

const equal = (): number => 0;

test('who would not merge with several comes after those, so that one is left out instead of them', () => {
  const conflicts = [['a', 'b'] as const, ['c', 'a'] as const];
  expect(waveOrder(['a', 'b', 'c', 'd'], equal, conflicts)).toEqual(['d', 'b', 'c', 'a']);
});

test('a pair alone, and a conflict with somebody who is not in the wave, leave the order as it is', () => {
  expect(waveOrder(['a', 'b'], equal, [['a', 'b']])).toEqual(['a', 'b']);
  expect(waveOrder(['a', 'b'], equal, [['a', 'gone']])).toEqual(['a', 'b']);
});

test('nobody comes before a story with less derived ADRs', () => {
  const rank = (story: string): number => (story === 'a' ? 0 : 1);
  expect(
    waveOrder(['a', 'b', 'c'], rank, [
      ['a', 'b'],
      ['a', 'c'],
    ]),
  ).toEqual(['a', 'b', 'c']);
});
