import type { Proportion } from './interval.ts';

const SPARKS = '▁▂▃▄▅▆▇█';

/** A share of `width` columns filled; what is over is marked by an arrow, so that it is not only longer. */
export function barText(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  if (share > 1) return `${'█'.repeat(width)}▶`;
  return `${'█'.repeat(filled)}${'·'.repeat(width - filled)}`;
}

/** Values as a line of small columns from 0 up to their greatest; a gap where one is unknown. */
export function sparkText(values: readonly (number | undefined)[]): string {
  const most = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => (value === undefined ? ' ' : (SPARKS[Math.min(7, Math.floor((value / most) * 8))] ?? SPARKS[0])))
    .join('');
}

/** 0 to 100% as a ruler: the interval, the share in it, and `|` at the aim. */
export function rulerText({ share, low, high, of }: Proportion, aim: number, width: number): string {
  const at = (part: number): number => Math.min(width - 1, Math.round(part * (width - 1)));
  const cells: string[] = Array.from({ length: width }, (_, index) =>
    of > 0 && index >= at(low) && index <= at(high) ? '=' : '-',
  );
  cells[at(aim)] = '|';
  if (of > 0) cells[at(share)] = '●';
  return cells.join('');
}

/** The last `count` of a list, and how many came before. */
export function lastOf<T>(list: readonly T[], count: number): { readonly shown: readonly T[]; readonly before: number } {
  const before = Math.max(0, list.length - count);
  return { shown: list.slice(before), before };
}
