import { el, type Child, type Markup } from './markup.ts';

/** A column's head; `r`: figures. */
export interface Head {
  readonly head: string;
  readonly r?: boolean;
}

/** A table with a caption and row heads; the first column names the row. */
export function table(caption: string, heads: readonly Head[], rows: readonly (readonly Child[])[]): Markup {
  const side = (at: number): { class?: string } => (heads[at]?.r === true ? { class: 'r' } : {});
  return el(
    'table',
    {},
    el('caption', {}, caption),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        heads.map(({ head }, at) => el('th', { scope: 'col', ...side(at) }, head)),
      ),
    ),
    el(
      'tbody',
      {},
      rows.map((cells) =>
        el(
          'tr',
          {},
          cells.map((cell, at) => (at === 0 ? el('th', { scope: 'row', ...side(at) }, cell) : el('td', side(at), cell))),
        ),
      ),
    ),
  );
}
