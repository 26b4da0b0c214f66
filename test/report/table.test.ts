import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, cutToColumns } from '../../src/report/columns.ts';
import { tableText } from '../../src/report/table.ts';

test('columns are as wide as their widest cell, numbers stand right, no line ends in space', () => {
  const table = tableText(
    [{ head: 'story' }, { head: 'n', align: 'right' }, { head: '' }],
    [
      ['login', '1', ''],
      ['a-long-name', '100', 'late'],
    ],
  );
  expect(table).toBe(['story          n', 'login          1', 'a-long-name  100  late'].join('\n'));
});

test('a cell that is not there is empty', () => {
  expect(tableText([{ head: 'a' }, { head: 'b' }, { head: 'c' }], [['1']])).toBe('a  b  c\n1');
});

test('wide characters take two columns, marks and joiners none', () => {
  expect([
    columnsOf('ab'),
    columnsOf('重さ'),
    columnsOf('한글'),
    columnsOf('👍'),
    columnsOf('e\u0301'),
    columnsOf('a\u200db'),
    columnsOf('│█·✓'),
  ]).toEqual([2, 4, 4, 2, 1, 2, 4]);
});

test('a column stays straight under wide characters', () => {
  const lines = tableText(
    [{ head: 'title' }, { head: 'n' }],
    [
      ['重さ', '1'],
      ['ab', '2'],
    ],
  ).split('\n');
  expect(lines.slice(1).map((line) => columnsOf(line.slice(0, line.search(/\d/))))).toEqual([7, 7]);
});

test('a text is cut to what fits, never through a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(30), (text, columns) => {
      const cut = cutToColumns(text, columns);
      expect(text.startsWith(cut)).toBe(true);
      expect(columnsOf(cut)).toBeLessThanOrEqual(columns);
      expect(columnsOf(text) > columns || cut === text).toBe(true);
    }),
  );
});
