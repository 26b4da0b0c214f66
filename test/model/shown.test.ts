import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown, shownLines } from '../../src/model/shown.ts';

test.each([
  ['a\u001b]52;c;x\u0007', 'a\\u001b]52;c;x\\u0007'],
  ['a\u202eb', 'a\\u202eb'],
  ['\u2066a\u2069', '\\u2066a\\u2069'],
  ['\u200ea\u200f', '\\u200ea\\u200f'],
  ['a\u200bb\u200dc\ufeff', 'a\\u200bb\\u200dc\\ufeff'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['a\u009bb\u007f\0', 'a\\u009bb\\u007f\\u0000'],
  ['a\ud800', 'a\\ud800'],
  ['a\u{e0041}', 'a\\u{e0041}'],
  ['Größe 重さ 📦 "x" \\', 'Größe 重さ 📦 "x" \\'],
])('%j is shown as %j', (text, safe) => {
  expect(shown(text)).toBe(safe);
});

test('lines stay lines where they are wanted', () => {
  expect(shownLines('a\u001b[2J\r\nb')).toBe('a\\u001b[2J\nb');
});

test('nothing a terminal acts on is left in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(shown(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
    }),
  );
});
