import { countText, tokensText } from '../amounts.ts';
import type { ReportedSession } from '../ledger-types.ts';
import { known, outcomeText } from '../text-stories.ts';
import { el, type Markup } from './markup.ts';
import { figure, fitText, label, legend, line, mark, type Draw, type Mark } from './plot.ts';
import { linear } from './scale.ts';
import { table } from './table.ts';

/** Rows that are still looked at; the rest is counted. */
const MOST_ROWS = 40;
const FAR = 1.5;

/** The last session of each story, the latest ones: floor, working and ceiling as estimated, and where it came out. */
export function storiesFigure(sessions: readonly ReportedSession[]): Markup {
  const last = [...new Map(sessions.map((one) => [one.story, one])).values()].sort((a, b) => a.at - b.at);
  const rows = last.slice(-MOST_ROWS);
  const rest = last.length - rows.length;
  return figure({
    id: 'stories-plot',
    title: 'Estimate against actual, per story',
    description: describe(rows),
    draw: drawRows(rows),
    caption: `The last session of each story, net of the agent's base. ${rest > 0 ? `${countText(rest, 'earlier story', 'earlier stories')} not drawn. ` : ''}Four of five are expected to end before their ceiling.`,
    table: rowTable(rows),
  });
}

/** How a session came out against its ceiling, as a mark. */
export function markOf({ censored, ceiling }: ReportedSession): Mark {
  if (censored) return 'open';
  const ratio = (ceiling.actual ?? 0) / Math.max(1, ceiling.estimate);
  return ratio <= 1 ? 'ok' : ratio <= FAR ? 'over' : 'far';
}

function describe(rows: readonly ReportedSession[]): string {
  const told = rows.filter(({ ceiling, censored }) => ceiling.actual !== undefined && !censored);
  const count = (kind: Mark): number => told.filter((one) => markOf(one) === kind).length;
  const cut = rows.filter(({ censored }) => censored).length;
  const silent = rows.length - told.length - cut;
  return `${countText(rows.length, 'story', 'stories')}: ${count('ok')} within the ceiling, ${count('over')} over, ${count('far')} over 1.5 times, ${cut} cut off, ${silent} unknown.`;
}

function drawRows(rows: readonly ReportedSession[]): Draw {
  return (width) => {
    const isNarrow = width < 500;
    const [left, rowHeight, top] = [isNarrow ? 4 : 168, isNarrow ? 32 : 18, 26];
    const right = width - 58;
    const most = Math.max(1, ...rows.flatMap(({ ceiling }) => [ceiling.estimate, ceiling.actual ?? 0]));
    const x = linear(most, left, right, isNarrow ? 3 : 5);
    const bottom = top + rows.length * rowHeight;
    const parts = rows.map((row, at) => drawRow(row, { x, left, y: top + at * rowHeight + (isNarrow ? 22 : 9), isNarrow }));
    const key = legend({ x: left, y: bottom + 22, width: width - left }, LEGEND);
    const axis = x.ticks.map((tick) => [
      line([x(tick), top - 4], [x(tick), bottom], { class: 'grid' }),
      label(x(tick), top - 10, tokensText(tick), { class: 'soft', 'text-anchor': tick === 0 && isNarrow ? 'start' : 'middle' }),
    ]);
    return { height: bottom + 12 + key.height, parts: [axis, parts, key.parts] };
  };
}

const swatch =
  (name: string) =>
  (x: number, y: number): Markup =>
    el('rect', { x: x - 7, y: y - 5, width: 14, height: 10, rx: 2, class: name });

const LEGEND: Parameters<typeof legend>[1] = [
  [swatch('f-floor'), 'floor'],
  [swatch('f-work'), 'working at P80'],
  [(x, y) => line([x, y - 6], [x, y + 6], { class: 's-run', 'stroke-width': 2 }), 'ceiling'],
  [(x, y) => mark(x, y, 'ok'), 'within'],
  [(x, y) => mark(x, y, 'over'), 'over'],
  [(x, y) => mark(x, y, 'far'), 'over 1.5x'],
  [(x, y) => mark(x, y, 'open'), 'cut off'],
];

function drawRow(
  row: ReportedSession,
  { x, left, y, isNarrow }: { x: (value: number) => number; left: number; y: number; isNarrow: boolean },
): Markup {
  const { floor, ceiling, story } = row;
  const kind = markOf(row);
  const end = x(ceiling.estimate);
  const name = isNarrow
    ? label(left, y - 9, fitText(story, 300), {})
    : label(left - 8, y + 4, fitText(story, left - 12), { 'text-anchor': 'end' });
  const bars = [
    el('rect', { x: left, y: y - 4, width: Math.max(0, end - left), height: 8, class: 'f-work' }),
    el('rect', { x: left, y: y - 4, width: Math.max(0, x(floor.estimate) - left), height: 8, class: 'f-floor' }),
    line([end, y - 6], [end, y + 6], { class: 's-run', 'stroke-width': 2 }),
  ];
  if (ceiling.actual === undefined) return el('g', {}, name, bars, label(end + 8, y + 4, '?', { class: 'soft' }));
  const at = x(ceiling.actual);
  const tone = kind === 'open' ? 'run' : kind;
  const ratio = `${(ceiling.actual / Math.max(1, ceiling.estimate)).toFixed(2)}x`;
  return el(
    'g',
    {},
    name,
    bars,
    kind === 'ok' ? undefined : line([Math.min(at, end), y], [Math.max(at, end), y], { class: `s-${tone}`, 'stroke-width': 1.5 }),
    mark(at, y, kind, `${story}: ${tokensText(ceiling.actual)} of ${tokensText(ceiling.estimate)}`),
    label(Math.max(at, end) + 9, y + 4, ratio, { class: tone }),
  );
}

function rowTable(rows: readonly ReportedSession[]): Markup {
  return table(
    'Estimate against actual, tokens net of base',
    [
      { head: 'story' },
      ...['floor est', 'floor act', 'working P50', 'working P80', 'working act', 'actual / ceiling'].map((head) => ({
        head,
        r: true,
      })),
      { head: 'outcome' },
    ],
    rows.map((one) => [
      one.story,
      tokensText(one.floor.estimate),
      known(one.floor.actual, tokensText),
      tokensText(one.working.estimate),
      tokensText(one.working.p80),
      known(one.working.actual, tokensText),
      known(one.ceiling.actual, (actual) => `${(actual / Math.max(1, one.ceiling.estimate)).toFixed(2)}x`),
      outcomeText(one),
    ]),
  );
}
