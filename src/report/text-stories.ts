import { billedTokens } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import { barText, lastOf } from './bars.ts';
import type { EstimateActual, LedgerReport, ReportedSession, ZoneReport } from './ledger-types.ts';
import { tableText, type Column } from './table.ts';

/** Rows a terminal is given; the rest is counted, and in the other forms. */
const MOST_SESSIONS = 40;
const MOST_VISITS = 10;

/** A column that goes when there is no room: the highest `spare` first. */
interface Spare extends Column {
  readonly spare?: number;
}

/** Section 1: every session, estimate beside actual; as many columns as fit. */
export function storiesText({ sessions }: LedgerReport, width: number): string {
  const { shown: rows, before } = lastOf(sessions, MOST_SESSIONS);
  // Where all ran on one model the tables below name it once.
  const models = new Set(sessions.map(({ model }) => model)).size > 1;
  const roles = new Set(sessions.map(({ role }) => role)).size > 1;
  const right = (head: string, spare?: number): Spare => ({ head, align: 'right', ...(spare === undefined ? {} : { spare }) });
  const columns: readonly Spare[] = [
    { head: 'story' },
    right('try', 3),
    ...(roles ? [{ head: 'role', spare: 3 }] : []),
    ...(models ? [{ head: 'model', spare: 5 }] : []),
    right('floor est', 4),
    right('act', 4),
    right('working P50'),
    right('P80', 2),
    right('act'),
    right('ratio'),
    { head: 'of ceiling', spare: 6 },
    right('peak', 7),
    right('of zone'),
    right('burn'),
    right('cost', 1),
    right('time', 8),
    { head: 'outcome' },
  ];
  const cells = rows.map((one) => sessionRow(one, { models, roles }));
  const earlier = before === 0 ? '' : `\n${countText(before, 'earlier session', 'earlier sessions')}: xpar report --csv stories`;
  return `${fitted(columns, cells, width)}${earlier}`;
}

function fitted(columns: readonly Spare[], rows: readonly (readonly string[])[], width: number): string {
  const order = columns
    .flatMap(({ spare }, at) => (spare === undefined ? [] : [{ spare, at }]))
    .sort((a, b) => b.spare - a.spare);
  const gone = new Set<number>();
  for (;;) {
    const kept = <T>(list: readonly T[]): T[] => list.filter((_, at) => !gone.has(at));
    const text = tableText(kept(columns), rows.map(kept));
    const next = order.find(({ at }) => !gone.has(at));
    if (next === undefined || text.split('\n').every((line) => line.length <= width)) return text;
    for (const { spare, at } of order) if (spare === next.spare) gone.add(at);
  }
}

function sessionRow(one: ReportedSession, named: { readonly models: boolean; readonly roles: boolean }): string[] {
  const { peak, spend, ceiling, working } = one;
  return [
    one.subtask === undefined ? shown(one.story) : `${shown(one.story)} ${shown(one.subtask)}`,
    String(one.attempt),
    ...(named.roles ? [shown(one.role)] : []),
    ...(named.models ? [shown(one.model)] : []),
    ...estimateActual(one.floor),
    tokensText(working.estimate),
    tokensText(working.p80),
    known(working.actual, tokensText),
    known(working.actual, (actual) => `${(actual / Math.max(1, working.estimate)).toFixed(2)}x`),
    known(ceiling.actual, (actual) => barText(actual / Math.max(1, ceiling.estimate), 10)),
    known(peak.actual, tokensText),
    known(peak.actual, (tokens) => percentText(tokens / peak.hard)),
    known(spend, (split) => tokensText(billedTokens(split))),
    known(spend?.usd, usdText),
    durationText(one.durationMs),
    outcomeText(one),
  ];
}

/** How a session ended, and whether its work came in. */
export function outcomeText({ integrated, outcome }: Pick<ReportedSession, 'integrated' | 'outcome'>): string {
  return integrated ? 'integrated' : outcome === 'completed' ? 'not integrated' : shown(outcome);
}

function estimateActual({ estimate, actual }: EstimateActual): string[] {
  return [tokensText(estimate), known(actual, tokensText)];
}

/** Unknown is shown as unknown, never as zero. */
export function known<T>(value: T | undefined, text: (value: T) => string): string {
  return value === undefined ? '?' : text(value);
}

/** Section 5: contexts past the limits of their smart zone. */
export function zoneSectionText({ known: told, warned, over, visits }: ZoneReport): string {
  if (told === 0) return 'No session told its context.';
  const head =
    warned === 0
      ? `None of ${countText(told, 'session', 'sessions')} came past its warn limit.`
      : `${warned} of ${countText(told, 'session', 'sessions')} came past the warn limit, ${over} past the hard one.`;
  const rows = visits
    .slice(0, MOST_VISITS)
    .map(({ story, attempt, model, peakTokens, warnTokens, hardTokens, level }) => [
      level === 'over' ? '!!' : '!',
      shown(story),
      String(attempt),
      tokensText(peakTokens),
      percentText(peakTokens / hardTokens),
      `${tokensText(warnTokens)} / ${tokensText(hardTokens)}`,
      shown(model),
    ]);
  if (rows.length === 0) return head;
  const table = tableText(
    [
      { head: '' },
      { head: 'story' },
      { head: 'try', align: 'right' },
      { head: 'peak', align: 'right' },
      { head: 'of hard', align: 'right' },
      { head: 'warn / hard' },
      { head: 'model' },
    ],
    rows,
  );
  const rest = visits.length - rows.length;
  return `${head}\n${table}${rest > 0 ? `\nand ${rest} more: xpar report --csv zone` : ''}`;
}
