import { columnsOf } from '../columns.ts';
import { el, type Markup } from './markup.ts';
import { fitText, label, line, type Draw } from './plot.ts';
import { linear } from './scale.ts';

/** One bar: its name, its value, and what stands at its end. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  /** A second value, marked on the same scale. */
  readonly beside?: number;
  readonly tone?: 'run' | 'learn' | 'over' | 'far' | 'ok';
}

/** Bars on top of each other, named at the left, or above on a phone. */
export function drawBars(bars: readonly Bar[], scaleText: (value: number) => string): Draw {
  return (width) => {
    const isNarrow = width < 400;
    const names = Math.max(...bars.map(({ name }) => columnsOf(name))) * 6.4 + 10;
    const left = isNarrow ? 4 : Math.min(names, width * 0.4);
    const ends = Math.max(...bars.map(({ text }) => columnsOf(text))) * 6.4 + 12;
    // On a phone the text stands beside the name, above its bar.
    const right = isNarrow ? width - 14 : width - Math.min(ends, width * 0.45);
    const [rowHeight, top] = [isNarrow ? 34 : 22, 4];
    const x = linear(Math.max(1, ...bars.flatMap(({ value, beside = 0 }) => [value, beside])), left, right, isNarrow ? 3 : 4);
    const bottom = top + bars.length * rowHeight;
    return {
      height: bottom + 22,
      parts: [
        x.ticks.map((tick) => [
          line([x(tick), top], [x(tick), bottom], { class: 'grid' }),
          label(x(tick), bottom + 15, scaleText(tick), { class: 'soft', 'text-anchor': tick === 0 ? 'start' : 'middle' }),
        ]),
        bars.map((bar, at) => drawBar(bar, { x, left, width, y: top + at * rowHeight, isNarrow })),
      ],
    };
  };
}

function drawBar(
  { name, value, text, beside, tone = 'run' }: Bar,
  { x, left, width, y, isNarrow }: { x: (value: number) => number; left: number; width: number; y: number; isNarrow: boolean },
): Markup {
  const top = y + (isNarrow ? 17 : 5);
  const end = Math.max(x(value), x(beside ?? 0));
  return el(
    'g',
    {},
    isNarrow
      ? label(left, y + 13, fitText(name, width - 12 - columnsOf(text) * 6.3))
      : label(left - 6, top + 10, fitText(name, left - 8), { 'text-anchor': 'end' }),
    el('rect', { x: left, y: top, width: Math.max(1, x(value) - left), height: 12, rx: 2, class: tone }),
    beside === undefined
      ? undefined
      : line([x(beside), top - (isNarrow ? 0 : 3)], [x(beside), top + 15], { class: 's-ink', 'stroke-width': 2 }),
    isNarrow
      ? label(width - 4, y + 13, text, { class: 'soft', 'text-anchor': 'end' })
      : label(end + 7, top + 10, text, { class: 'soft' }),
  );
}
