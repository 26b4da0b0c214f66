import { expect, test } from 'vitest';
import { lineSplitter } from '../../src/model/lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a character cut in two by a chunk comes out whole', () => {
  const whole = bytes('grün\nweiß');
  for (let cut = 0; cut <= whole.length; cut++) {
    const splitter = lineSplitter(100);
    const lines = [...splitter.push(whole.subarray(0, cut)), ...splitter.push(whole.subarray(cut)), ...splitter.end()];
    expect(lines).toEqual(['grün', 'weiß']);
  }
});

test('line ends of both kinds are dropped, empty lines are kept, and a last line needs no end', () => {
  const splitter = lineSplitter(100);
  expect(splitter.push(bytes('a\r\n\nb\nc'))).toEqual(['a', '', 'b']);
  expect(splitter.end()).toEqual(['c']);
  expect(splitter.end()).toEqual([]);
});

test('a line over the limit keeps its beginning and does not harm the next one', () => {
  const splitter = lineSplitter(4);
  expect([...splitter.push(bytes('abc')), ...splitter.push(bytes('defgh')), ...splitter.push(bytes('i\nxy\n'))]).toEqual([
    'abcd',
    'xy',
  ]);
});
