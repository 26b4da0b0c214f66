import { tokensText } from './amounts.ts';
import type { ReportedSession } from './ledger-types.ts';

interface Point {
  readonly estimate: number;
  readonly actual: number;
  readonly mark: string;
}

/** Ends that a plot of both axes has, factors of 10: the least and the greatest of all values, with room. */
export function logEnds(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.log10(Math.max(1, Math.min(...values))), Math.log10(Math.max(10, ...values))];
  return [low - 0.05, Math.max(high + 0.05, low + 0.3)];
}

/** Sessions that told both: estimate (floor + P50) and actual, in one measure. */
export function pointsOf(
  sessions: readonly ReportedSession[],
): readonly { readonly session: ReportedSession; readonly estimate: number; readonly actual: number }[] {
  return sessions.flatMap((session) => {
    const estimate = session.floor.estimate + session.working.estimate;
    const { actual } = session.ceiling;
    return actual === undefined || actual <= 0 || estimate <= 0 ? [] : [{ session, estimate, actual }];
  });
}

/** Estimate against actual, both logarithmic, in characters: `●` within its ceiling, `▲` over it, `○` cut off, `·` where both are equal. */
export function scatterText(sessions: readonly ReportedSession[], width: number): string {
  const points = pointsOf(sessions).map(({ session, estimate, actual }): Point => {
    const mark = session.censored ? '○' : actual > session.ceiling.estimate ? '▲' : '●';
    return { estimate, actual, mark };
  });
  if (points.length < 3) return '';
  const [columns, rows] = [Math.min(56, width - 10), 14];
  const ends = logEnds(points.flatMap(({ estimate, actual }) => [estimate, actual]));
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  const at = (value: number, cells: number): number =>
    Math.round(((Math.log10(value) - ends[0]) / (ends[1] - ends[0])) * (cells - 1));
  for (let x = 0; x < columns; x++) grid[rows - 1 - Math.round((x / (columns - 1)) * (rows - 1))]![x] = '·';
  for (const { estimate, actual, mark } of points) grid[rows - 1 - at(actual, rows)]![at(estimate, columns)] = mark;
  const label = (row: number): string => {
    const value = 10 ** (ends[0] + ((rows - 1 - row) / (rows - 1)) * (ends[1] - ends[0]));
    return [0, Math.floor(rows / 2), rows - 1].includes(row) ? tokensText(value).padStart(6) : ' '.repeat(6);
  };
  const foot = `${tokensText(10 ** ends[0])}${' '.repeat(Math.max(1, columns - 12))}${tokensText(10 ** ends[1])}`;
  return [
    ...grid.map((cells, row) => `${label(row)} │${cells.join('').trimEnd()}`),
    `${' '.repeat(7)}└${'─'.repeat(columns)}`,
    `${' '.repeat(8)}${foot}`,
  ].join('\n');
}
