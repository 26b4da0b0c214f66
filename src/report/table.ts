import { columnsOf } from './columns.ts';

/** A column's head, and on which side its cells stand. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

/** Columns padded to their widest cell, two spaces between; the last one is not padded. Cells hold no colour. */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map((column) => column.head), ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => columnsOf(row[at] ?? ''))));
  const line = (row: readonly string[]): string =>
    columns
      .map((column, at) => {
        const cell = row[at] ?? '';
        const gap = ' '.repeat(widths[at]! - columnsOf(cell));
        return column.align === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
