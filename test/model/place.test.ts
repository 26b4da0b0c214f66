import { expect, test } from 'vitest';
import { comparePlaces, placeText } from '../../src/model/place.ts';

test('a place is written as editors understand it, as far as it is known', () => {
  expect(placeText({ file: 'a.md' })).toBe('a.md');
  expect(placeText({ file: 'a.md', line: 3 })).toBe('a.md:3');
  expect(placeText({ file: 'a.md', line: 3, column: 7 })).toBe('a.md:3:7');
  expect(placeText({ file: 'a.md', column: 7 })).toBe('a.md');
});

test('places stand by file, then line, then column, what has no line first', () => {
  const sorted = [
    { file: 'a' },
    { file: 'a', line: 2 },
    { file: 'a', line: 2, column: 5 },
    { file: 'a', line: 10 },
    { file: 'b', line: 1 },
  ];
  expect(sorted.toReversed().toSorted(comparePlaces)).toEqual(sorted);
});
