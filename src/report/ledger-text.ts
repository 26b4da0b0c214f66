import { billedTokens, type TokenSplit } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import type { EstimateActual, LedgerReport, ReportedModel, ReportedSession } from './ledger-report.ts';
import { CLAIM_FROM, proportionText } from './interval.ts';
import { baseTable, driftText, warningLines, whoText } from './lesson-text.ts';
import type { Paint } from './paint.ts';
import { tableText, type Column } from './table.ts';

/** The report as tables: every session estimate beside actual, what each agent and model needed, velocity. */
export function ledgerText(report: LedgerReport, paint: Paint): string {
  if (report.sessions.length === 0 && report.lessons.length === 0)
    return 'No session has run yet.\n  hint: xpar plan shows what would run, xpar build runs it\n';
  const bases = baseTable(report.lessons);
  if (report.sessions.length === 0)
    return `${paint.bold('Base')}  ${paint.dim('by agent version')}\n${bases}\n\n${paint.bold('Total')}\n${total(report)}\n`;
  return `${[
    `${paint.bold('Estimate and actual')}  ${paint.dim('native tokens; working estimate is P50')}\n${sessionTable(report.sessions)}`,
    `${paint.bold('Multiplier')}  ${paint.dim('working / floor')}\n${modelTable(report.models)}\n${paint.dim(caution(report.models))}${warnings(report)}`,
    ...(bases === '' ? [] : [`${paint.bold('Base')}  ${paint.dim('by agent version')}\n${bases}`]),
    `${paint.bold('Velocity')}  ${paint.dim('estimated tokens of integrated stories; burn beside it')}\n${velocityTable(report)}`,
    `${paint.bold('Total')}\n${total(report)}`,
  ].join('\n\n')}\n`;
}

function sessionTable(sessions: readonly ReportedSession[]): string {
  const right = (head: string): Column => ({ head, align: 'right' });
  // Where all ran on one model the tables below name it once.
  const models = new Set(sessions.map(({ model }) => model)).size > 1;
  const columns = [
    { head: 'story' },
    right('try'),
    ...(models ? [{ head: 'model' }] : []),
    right('floor est'),
    right('act'),
    right('working est'),
    right('act'),
    right('ratio'),
    right('peak'),
    right('of zone'),
    right('burn'),
    right('cost'),
    right('time'),
    { head: 'outcome' },
  ];
  return tableText(
    columns,
    sessions.map((one) => sessionRow(one, models)),
  );
}

function sessionRow(one: ReportedSession, withModel: boolean): string[] {
  const { peak, spend } = one;
  return [
    shown(one.story),
    String(one.attempt),
    ...(withModel ? [shown(one.model)] : []),
    ...estimateActual(one.floor),
    ...estimateActual(one.working),
    one.working.actual === undefined ? '?' : `${(one.working.actual / Math.max(1, one.working.estimate)).toFixed(2)}x`,
    known(peak.actual, tokensText),
    known(peak.actual, (tokens) => percentText(tokens / peak.hard)),
    known(spend, (split) => tokensText(billedTokens(split))),
    known(spend?.usd, usdText),
    durationText(one.durationMs),
    one.integrated ? 'integrated' : one.outcome === 'completed' ? 'not integrated' : shown(one.outcome),
  ];
}

function estimateActual({ estimate, actual }: EstimateActual): string[] {
  return [tokensText(estimate), known(actual, tokensText)];
}

/** Unknown is shown as unknown, never as zero. */
function known<T>(value: T | undefined, text: (value: T) => string): string {
  return value === undefined ? '?' : text(value);
}

function modelTable(models: readonly ReportedModel[]): string {
  const right = (head: string): Column => ({ head, align: 'right' });
  return tableText(
    [
      { head: 'agent' },
      { head: 'model' },
      right('multiplier'),
      right('n'),
      right('cut off'),
      right('act/est'),
      right('under P80'),
    ],
    models.map((one) => [
      shown(one.agent),
      shown(one.effort === undefined ? one.model : `${one.model}, ${one.effort}`),
      known(one.multiplier, (factor) => factor.toFixed(2)),
      String(one.n),
      String(one.censored),
      known(one.workingBias, (bias) => `${bias.toFixed(2)}x`),
      known(one.underP80Interval, proportionText),
    ]),
  );
}

function caution(models: readonly ReportedModel[]): string {
  const few = models.filter(({ n }) => n < CLAIM_FROM);
  if (few.length === 0) return 'Half of the error stays: two runs of one story differ 1.4 to 2.6 times.';
  return `Calibration is claimed from ${CLAIM_FROM} stories on; two runs of one story differ 1.4 to 2.6 times.`;
}

/** Every mark there was; what stands now, and bases that crept, in words. */
function warnings({ lessons }: LedgerReport): string {
  const past = lessons.flatMap((lesson) =>
    lesson.drifts
      .filter((mark) => mark !== lesson.drift && mark.seen !== lesson.drift?.seen)
      .map((mark) => `${whoText(lesson)}, past: ${driftText(mark)}`),
  );
  return [...warningLines(lessons), ...past].map((line) => `\n! ${line}`).join('');
}

function velocityTable(report: LedgerReport): string {
  const right = (head: string): Column => ({ head, align: 'right' });
  return tableText(
    [{ head: 'per' }, { head: '' }, right('stories'), right('estimated'), right('burn')],
    report.velocity.map((row) => [
      row.per,
      row.key,
      String(row.stories),
      tokensText(row.estimatedTokens),
      known(row.burnTokens, tokensText),
    ]),
  );
}

function total({ totals }: LedgerReport): string {
  const { spend, sessions, unknownSpend } = totals;
  const usd = spend.usd === undefined ? '' : ` · ${usdText(spend.usd)}`;
  const unknown = unknownSpend > 0 ? ` · ${countText(unknownSpend, 'session', 'sessions')} told no usage` : '';
  const told = sessions > 0 && unknownSpend === sessions ? undefined : spend;
  const tokens = (kind: keyof TokenSplit): string => known(told?.[kind], tokensText);
  return `${countText(sessions, 'session', 'sessions')}, ${countText(totals.integrated, 'story', 'stories')} integrated · input ${tokens('input')} · cache write ${tokens('cacheWrite')} · output ${tokens('output')} · cache read ${tokens('cacheRead')}${usd}${unknown}`;
}
