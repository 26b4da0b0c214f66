import { countText } from '../amounts.ts';
import { median } from '../ledger-sums.ts';
import type { Trend } from '../ledger-types.ts';
import { whoText } from '../lesson-text.ts';
import { nextText } from '../text-learning.ts';
import { el, type Child, type Markup } from './markup.ts';
import { figure, HALF, label, legend, line, pathOf, type Draw } from './plot.ts';
import { linear } from './scale.ts';

const MOST_TRENDS = 4;

/** Multipliers session by session, one picture for each agent and model. */
export function trendFigures(trends: readonly Trend[]): Child {
  const told = trends.filter(({ points }) => points.some(({ actual }) => actual !== undefined));
  if (told.length === 0) return el('p', { class: 'note' }, 'No session told what it worked.');
  const drawn = told.toSorted((a, b) => b.points.length - a.points.length).slice(0, MOST_TRENDS);
  const rest = told.length - drawn.length;
  return [
    el('div', { class: 'halves' }, drawn.map(trendFigure)),
    rest > 0
      ? el('p', { class: 'note' }, `${countText(rest, 'agent and model', 'agents and models')} more: xpar report --csv trend`)
      : undefined,
  ];
}

const MOST_TURNS = 120;

function trendFigure(trend: Trend, at: number): Markup {
  const before = Math.max(0, trend.points.length - MOST_TURNS);
  const points = trend.points.slice(before);
  const drifts = trend.drifts.flatMap((index) => (index < before ? [] : [index - before]));
  const name = whoText(trend);
  const title = `Multiplier of ${name}`;
  const actuals = points.flatMap(({ actual }) => actual ?? []);
  const description = `${countText(points.length, 'session', 'sessions')}: ${spreadText(actuals)}; ${countText(drifts.length, 'drift', 'drifts')}. ${nextText(trend)}.`;
  const draw: Draw = (width) => drawTrend(points, drifts, width);
  return el(
    'div',
    {},
    el('h3', {}, name),
    figure({ id: `trend-${at + 1}`, title, description, wide: HALF, draw, caption: nextText(trend) }),
  );
}

function spreadText(actuals: readonly number[]): string {
  if (actuals.length === 0) return 'none told what it worked';
  return `working over floor, median ${median(actuals).toFixed(1)}, from ${Math.min(...actuals).toFixed(1)} to ${Math.max(...actuals).toFixed(1)}`;
}

function drawTrend(points: Trend['points'], drifts: readonly number[], width: number): ReturnType<Draw> {
  const [left, top, right, bottom] = [34, 12, width - 34, 200];
  const most = Math.max(1, ...points.flatMap(({ actual, p80 }) => [actual ?? 0, p80]));
  const y = linear(most * 1.05, bottom, top);
  const x = (at: number): number => left + ((at + 0.5) / points.length) * (right - left);
  const [p50, p80] = [
    points.map((one, at) => [x(at), y(one.p50)] as const),
    points.map((one, at) => [x(at), y(one.p80)] as const),
  ];
  const last = points.at(-1)!;
  const apart = Math.abs(y(last.p50) - y(last.p80)) < 12 ? 6 : 0;
  const key = legend({ x: left, y: bottom + 40, width: width - left }, [
    [(a, b) => el('circle', { cx: a, cy: b, r: 3.2, class: 'learn' }), 'took'],
    [(a, b) => el('circle', { cx: a, cy: b, r: 3, class: 'hollow s-run', 'stroke-width': 1.6 }), 'cut off'],
    [(a, b) => line([a - 7, b], [a + 7, b], { class: 's-learn', 'stroke-width': 2 }), 'expected'],
    ...(drifts.length > 0
      ? [[(a: number, b: number) => line([a, b - 6], [a, b + 6], { class: 's-far dash', 'stroke-width': 1.6 }), 'drift'] as const]
      : []),
  ]);
  return {
    height: bottom + 30 + key.height,
    parts: [
      el('path', { d: `${pathOf([...p50, ...p80.toReversed()])}Z`, class: 'f-haze' }),
      y.ticks.map((tick) => [
        line([left, y(tick)], [right, y(tick)], { class: 'grid' }),
        label(left - 5, y(tick) + 4, `${tick}x`, { class: 'soft', 'text-anchor': 'end' }),
      ]),
      el('path', { d: pathOf(p50), class: 'none s-learn', 'stroke-width': 2 }),
      el('path', { d: pathOf(p80), class: 'none s-learn dash', 'stroke-width': 1.2 }),
      label(right + 3, y(last.p50) + 4 + apart, 'P50', { class: 'learn' }),
      label(right + 3, y(last.p80) + 4 - apart, 'P80', { class: 'learn' }),
      drifts.map((at) => [
        line([x(at), top], [x(at), bottom], { class: 's-far dash', 'stroke-width': 1.6 }),
        label(x(at) + 3, top + 9, 'drift', { class: 'far' }),
      ]),
      points.map(({ actual, censored, story }, at) => {
        if (actual === undefined) return undefined;
        const title = el('title', {}, `${story}: ${actual.toFixed(1)}x`);
        return censored
          ? el('circle', { cx: x(at), cy: y(actual), r: 3, class: 'hollow s-run', 'stroke-width': 1.6 }, title)
          : el('circle', { cx: x(at), cy: y(actual), r: 3.2, class: 'learn' }, title);
      }),
      label((left + right) / 2, bottom + 17, `${countText(points.length, 'session', 'sessions')}, oldest first`, {
        class: 'soft',
        'text-anchor': 'middle',
      }),
      key.parts,
    ],
  };
}
