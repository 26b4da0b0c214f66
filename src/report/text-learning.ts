import { shown } from '../model/shown.ts';
import { countText, percentText } from './amounts.ts';
import { lastOf, rulerText, sparkText } from './bars.ts';
import { CLAIM_FROM, proportionText } from './interval.ts';
import type { Calibration, LedgerReport, ReportedModel, Trend } from './ledger-types.ts';
import { driftText, warningLines, whoText } from './lesson-text.ts';
import { tableText, type Column } from './table.ts';
import { known } from './text-stories.ts';

/** What a P80 is to hold. */
export const AIM = 0.8;

const right = (head: string): Column => ({ head, align: 'right' });

/** Section 2: how estimates held, with n, interval, and whether it can be told yet. */
export function calibrationText({ calibration, models }: Pick<LedgerReport, 'calibration' | 'models'>, width: number): string {
  const ruler =
    calibration.underP80 === undefined ? [] : [`0% ${rulerText(calibration.underP80, AIM, Math.min(50, width - 12))} 100%`];
  return [verdictText(calibration), ...ruler, modelTable(models), cautionText(calibration)].join('\n');
}

/** One sentence on whether P80 is one. */
export function verdictText({ n, censored, censoredOver, underP80 }: Calibration): string {
  const cut = censored === 0 ? '' : `; ${censored} cut off, ${censoredOver} of them past their P80 already, are not in it`;
  if (underP80 === undefined) return `Too early to tell: no session told what it worked${cut}.`;
  const said = `${percentText(underP80.share)} of ${countText(n, 'session', 'sessions')} stayed under P80 (95% interval ${Math.round(100 * underP80.low)}-${percentText(underP80.high)}; 80% is aimed at)`;
  if (n < CLAIM_FROM) return `Too early to tell: ${said}${cut}.`;
  const holds = underP80.low <= AIM && AIM <= underP80.high;
  const off = underP80.high < AIM ? 'Estimates are too low' : 'Estimates are too high';
  return `${holds ? 'Estimates hold' : off}: ${said}${cut}.`;
}

export function cautionText({ n }: Pick<Calibration, 'n'>): string {
  const stays = 'two runs of one story differ 1.4 to 2.6 times';
  return n < CLAIM_FROM
    ? `Calibration is claimed from ${CLAIM_FROM} sessions on; ${stays}.`
    : `Half of the error stays: ${stays}.`;
}

function modelTable(models: readonly ReportedModel[]): string {
  return tableText(
    [
      { head: 'agent' },
      { head: 'model' },
      right('multiplier'),
      right('n'),
      right('cut off'),
      right('act/est'),
      right('MdAPE'),
      right('under P80'),
    ],
    models.map((one) => [
      shown(one.agent),
      shown(one.effort === undefined ? one.model : `${one.model}, ${one.effort}`),
      known(one.multiplier, (factor) => factor.toFixed(2)),
      String(one.n),
      String(one.censored),
      known(one.workingBias, (bias) => `${bias.toFixed(2)}x`),
      known(one.mdape, percentText),
      known(one.underP80, proportionText),
    ]),
  );
}

/** Section 3: what each multiplier took, session by session, and what comes next; drift in words. */
export function trendText({ trends, lessons }: Pick<LedgerReport, 'trends' | 'lessons'>, width: number): string {
  const rows = trends.map((trend) => `${whoText(trend)}\n  ${sparksOf(trend, width)}\n  ${nextText(trend)}`);
  const past = lessons.flatMap((lesson) =>
    lesson.drifts
      .filter((mark) => mark.seen !== lesson.drift?.seen)
      .map((mark) => `${whoText(lesson)}, past: ${driftText(mark)}`),
  );
  return [...rows, ...[...warningLines(lessons), ...past].map((line) => `! ${line}`)].join('\n');
}

function sparksOf({ points, drifts }: Trend, width: number): string {
  const { shown: last, before } = lastOf(points, Math.max(10, width - 12));
  const marks = last.map((_, at) => (drifts.includes(before + at) ? '^' : ' ')).join('');
  if (last.every(({ actual }) => actual === undefined)) return 'no session told what it worked';
  const line = sparkText(last.map(({ actual }) => actual));
  return marks.trim() === '' ? line : `${line}\n  ${marks.trimEnd()} drift`;
}

/** What the next forecast of a usual floor will use. */
export function nextText({ next, points }: Trend): string {
  const first = points[0];
  const from = first === undefined ? '' : `; the first forecast said ${first.p50.toFixed(1)}x and ${first.p80.toFixed(1)}x`;
  if (next === undefined) return `nothing learned yet${from}`;
  const early = next.samples < CLAIM_FROM ? ', too early to tell' : '';
  return `next: P50 ${next.p50.toFixed(1)}x, P80 ${next.p80.toFixed(1)}x of the floor (n = ${next.samples}${early})${from}`;
}
