import { countText, tokensText } from '../amounts.ts';
import { median } from '../ledger-sums.ts';
import type { ReportedSession } from '../ledger-types.ts';
import { logEnds, pointsOf } from '../scatter-text.ts';
import { el, type Markup } from './markup.ts';
import { figure, HALF, label, legend, line, mark, pathOf, type Draw } from './plot.ts';
import { logarithmic } from './scale.ts';
import { markOf } from './stories-plot.ts';

const MOST_POINTS = 600;

/** Log-log: estimate against actual, with `y = x` and the usual P80. */
export function scatterFigure(sessions: readonly ReportedSession[]): Markup {
  const points = pointsOf(sessions).slice(-MOST_POINTS);
  if (points.length === 0) return el('p', { class: 'note' }, 'No session told both its estimate and what it took.');
  const over = points.filter(({ session }) => markOf(session) !== 'ok' && !session.censored).length;
  const lift = median(points.map(({ session, estimate }) => session.ceiling.estimate / estimate));
  return figure({
    id: 'scatter-plot',
    title: 'Are the estimates honest?',
    description: `${countText(points.length, 'session', 'sessions')}, expected tokens across and actual ones up, both logarithmic: ${over} over their P80. The line is where both are equal; the band ends at the usual P80, ${lift.toFixed(1)} times that.`,
    wide: HALF,
    draw: drawScatter(points, lift),
    caption: 'Dashed: actual = expected. The band ends at the usual P80; four of five are to lie in it or below.',
  });
}

function drawScatter(points: ReturnType<typeof pointsOf>, lift: number): Draw {
  return (width) => {
    const [left, top, right, bottom] = [44, 10, width - 10, Math.round(width * 0.72)];
    const ends = logEnds(points.flatMap(({ estimate, actual }) => [estimate, actual]));
    const [x, y] = [logarithmic(ends, left, right), logarithmic(ends, bottom, top)];
    const [low, high] = [10 ** ends[0], 10 ** ends[1]];
    const meets = Math.max(low, high / lift);
    const band = `${pathOf([
      [left, bottom],
      [left, y(Math.min(high, low * lift))],
      [x(meets), top],
      [right, top],
      [right, bottom],
    ])}Z`;
    const key = legend({ x: left, y: bottom + 50, width: width - left }, [
      [(a, b) => mark(a, b, 'ok'), 'within its ceiling'],
      [(a, b) => mark(a, b, 'over'), 'over'],
      [(a, b) => mark(a, b, 'far'), 'over 1.5x'],
      [(a, b) => mark(a, b, 'open'), 'cut off'],
    ]);
    return {
      height: bottom + 40 + key.height,
      parts: [
        el('path', { d: band, class: 'f-band' }),
        x.ticks.map((tick) => [
          line([x(tick), top], [x(tick), bottom], { class: 'grid' }),
          label(x(tick), bottom + 15, tokensText(tick), { class: 'soft', 'text-anchor': 'middle' }),
        ]),
        y.ticks.map((tick) => [
          line([left, y(tick)], [right, y(tick)], { class: 'grid' }),
          label(left - 5, y(tick) + 4, tokensText(tick), { class: 'soft', 'text-anchor': 'end' }),
        ]),
        line([left, bottom], [right, top], { class: 's-soft dash' }),
        points.map(({ session, estimate, actual }) =>
          mark(
            x(estimate),
            y(actual),
            markOf(session),
            `${session.story}: ${tokensText(actual)}, expected ${tokensText(estimate)}`,
          ),
        ),
        label((left + right) / 2, bottom + 31, 'expected tokens (P50), actual up', { class: 'soft', 'text-anchor': 'middle' }),
        key.parts,
      ],
    };
  };
}
