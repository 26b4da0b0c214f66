import { columnsOf, cutToColumns } from '../columns.ts';
import { all, el, type Attributes, type Child, type Markup } from './markup.ts';

/** A drawing as wide as it is told to be, px; drawn once for screens and paper, once for phones. */
export type Draw = (width: number) => { readonly height: number; readonly parts: readonly Child[] };

/** x and y, px. */
export type Spot = readonly [number, number];

export const WIDE = 912;
export const HALF = 440;
export const NARROW = 336;

export interface FigureSpec {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** All that the picture shows, in words. */
  readonly description: string;
  readonly draw: Draw;
  readonly wide?: number;
  readonly caption?: Child;
  /** The same figures as a table. */
  readonly table?: Markup;
}

/** A drawing with its title, its text alternative, and its figures as a table. */
export function figure({ id, title, description, draw, wide = WIDE, caption, table }: FigureSpec): Markup {
  const sizes = [
    { width: wide, name: 'wide' },
    { width: NARROW, name: 'narrow' },
  ];
  return el(
    'figure',
    { id },
    sizes.map(({ width, name }) => svg({ id: `${id}-${name}`, name, title, description, width }, draw(width))),
    caption === undefined ? undefined : el('figcaption', {}, caption),
    table === undefined ? undefined : el('details', {}, el('summary', {}, 'As a table'), el('div', { class: 'rows' }, table)),
  );
}

/** One drawing that a reader without eyes is told of. */
export function svg(
  about: {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly width: number;
  },
  { height, parts }: ReturnType<Draw>,
): Markup {
  const { id, name, title, description, width } = about;
  return el(
    'svg',
    {
      class: name,
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${id}-t ${id}-d`,
    },
    el('title', { id: `${id}-t` }, title),
    el('desc', { id: `${id}-d` }, description),
    parts,
  );
}

/** A straight line between two points. */
export function line([x1, y1]: Spot, [x2, y2]: Spot, attributes: Attributes): Markup {
  return el('line', { x1, y1, x2, y2, ...attributes });
}

export function label(x: number, y: number, text: string, attributes: Attributes = {}): Markup {
  return el('text', { x, y, ...attributes }, text);
}

/** Ways to mark a point, told apart by shape and not by colour alone. */
export type Mark = 'ok' | 'over' | 'far' | 'open';

/** Circle: within; diamond: over; triangle: far over; hollow circle: cut off. */
export function mark(x: number, y: number, kind: Mark, more?: string): Markup {
  const title = more === undefined ? undefined : el('title', {}, more);
  switch (kind) {
    case 'ok':
      return el('circle', { cx: x, cy: y, r: 4.5, class: 'ok' }, title);
    case 'over':
      return el('path', { d: `M${near(x)} ${near(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`, class: 'over' }, title);
    case 'far':
      return el('path', { d: `M${near(x)} ${near(y - 6)}l6 10.5h-12z`, class: 'far' }, title);
    case 'open':
      return el('circle', { cx: x, cy: y, r: 4, class: 'hollow s-run', 'stroke-width': 2 }, title);
  }
}

/** Text that fits so many px at the usual size, its end marked where it was cut. */
export function fitText(text: string, px: number, perColumn: number = 6.3): string {
  const columns = Math.floor(px / perColumn);
  return columnsOf(text) <= columns ? text : `${cutToColumns(text, Math.max(1, columns - 1))}…`;
}

/** A row of marks and what they mean, broken where there is no room. */
export function legend(
  at: { readonly x: number; readonly y: number; readonly width: number },
  entries: readonly (readonly [draw: (x: number, y: number) => Markup, text: string])[],
): { readonly parts: Markup; readonly height: number } {
  let [x, y] = [at.x, at.y];
  const parts = entries.map(([draw, text]) => {
    const width = 22 + columnsOf(text) * 6.3;
    if (x > at.x && x + width > at.x + at.width) [x, y] = [at.x, y + 18];
    const here = all(draw(x + 7, y - 4), label(x + 18, y, text, { class: 'soft' }));
    x += width + 10;
    return here;
  });
  return { parts: all(...parts), height: y - at.y + 18 };
}

export function near(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A line through points. */
export function pathOf(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${near(x)} ${near(y)}`).join('');
}
