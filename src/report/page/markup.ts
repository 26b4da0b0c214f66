import { shown } from '../../model/shown.ts';

/** Text that is HTML or SVG already. Only this file makes it, so that all other text is escaped. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | number | undefined | readonly Child[];
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element. Text among its children, and every attribute, is escaped; what cannot be seen in it is written out. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(text(value))}"`],
  );
  const inner = inside(children);
  const open = `<${name}${given.join('')}`;
  return { markup: inner === '' && SELF_CLOSED.has(name) ? `${open}/>` : `${open}>${inner}</${name}>` };
}

/** Several in a row. */
export function all(...children: readonly Child[]): Markup {
  return { markup: inside(children) };
}

const SELF_CLOSED = new Set(['path', 'rect', 'circle', 'line', 'meta', 'polygon']);

function inside(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string' || typeof child === 'number') return escaped(text(child));
  return 'markup' in child ? child.markup : child.map(inside).join('');
}

/** Coordinates with a tenth of a pixel. */
function text(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : shown(value);
}

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
