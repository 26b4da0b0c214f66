import type { ForeseenConflict } from '../model/foreseen.ts';
import type { Problem } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { STEPS, type Decision } from '../model/target.ts';
import type { Floor, Forecast } from '../model/budget.ts';
import { countText, percentText, tokensText, usdText } from './amounts.ts';
import { besideText, type ApartLike } from './beside-text.ts';
import { burnPlanLines, type BurnPlanLike } from './burn-plan-text.ts';
import { driftText, whoText } from './lesson-text.ts';
import type { PlaceReason } from '../model/place-reason.ts';
import { orderText } from './order-text.ts';
import { foreseenText } from './foreseen-text.ts';
import type { Paint } from './paint.ts';
import type { ParallelOrNot } from '../model/parallel.ts';
import { parallelText } from './parallel-text.ts';
import { problemWords } from './problem-text.ts';
import { decisionText } from './reason-text.ts';
import { tableText, type Column } from './table.ts';

/** What the plan's text is made from: the shape of plan/'s Plan, which this room may not import. */
export interface PlanLike {
  readonly burn: BurnPlanLike;
  /** Absent for fewer than two stories to implement. */
  readonly parallel?: ParallelOrNot;
  readonly stories: readonly PlanRow[];
  /** Lanes with work standing that would not merge. */
  readonly foreseen?: readonly ForeseenConflict[];
  readonly totals: {
    readonly open: number;
    readonly toImplement: number;
    readonly floorTokens: number;
    readonly p50Tokens: number;
    readonly ceilingTokens: number;
    readonly usd?: number;
  };
}

export interface PlanRow {
  readonly story: { readonly id: string; readonly title: string };
  readonly decisions: Readonly<Record<(typeof STEPS)[number], Decision>>;
  readonly floor?: Floor;
  readonly forecast?: Forecast;
  /** Where a config names roles: each session, in order. */
  readonly roles?: readonly { readonly role: { readonly name: string }; readonly forecast: Forecast; readonly isDone: boolean }[];
  /** Why it does not fit, and what to cut. */
  readonly over?: Problem;
  readonly agent: string;
  readonly place: number;
  readonly order: PlaceReason;
  readonly apart: readonly ApartLike[];
}

const MARKS = { fresh: '✓', stale: '●', held: '!' } as const;

/** The plan as text: targets and why, floors by part, ceilings against the smart zone, who runs beside whom, order, total. */
export function planText(plan: PlanLike, paint: Paint): string {
  const open = plan.stories.filter(({ decisions }) => decisions.integrate.state !== 'fresh');
  const done = plan.stories.length - open.length;
  const sections = [
    heading('Targets', paint) + `  ${paint.dim('✓ fresh  ● stale  ! held')}\n${targets(plan.stories)}`,
    ...(open.length > 0 ? [`${heading('Why', paint)}\n${reasons(open)}`] : []),
    ...(open.some((row) => row.floor)
      ? [`${heading('Context floor, by part', paint)}  ${paint.dim('raw tokens')}\n${floors(open)}`]
      : []),
    ...(open.some((row) => row.forecast)
      ? [
          `${heading('Budget', paint)}  ${paint.dim('native tokens; ceiling = floor + working P80')}\n${budgets(open)}${overs(open)}${multipliers(open, paint)}`,
        ]
      : []),
    ...(open.length > 1
      ? [
          `${heading('Order of integration', paint)}  ${paint.dim('what it depends on, the depth of its most derived ADR, priority, id')}\n${orderText(open)}`,
        ]
      : []),
    ...(plan.totals.open > 0
      ? [
          `${heading('Side by side', paint)}\n${[besideText(plan.stories.filter(({ decisions }) => decisions.integrate.state === 'stale')), ...(plan.foreseen ?? []).map(foreseenText)].join('\n')}`,
        ]
      : []),
    ...(plan.parallel
      ? [
          `${heading('Parallel or not', paint)}  ${paint.dim('expected (P50); one session reads again what its earlier stories left')}\n${parallelText(plan.parallel)}`,
        ]
      : []),
    `${heading('Total', paint)}\n${total(plan, done)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function heading(text: string, paint: Paint): string {
  return paint.bold(text);
}

function targets(rows: readonly PlanRow[]): string {
  const columns: Column[] = [{ head: '#', align: 'right' }, { head: 'story' }, ...STEPS.map((step) => ({ head: step }))];
  return tableText(
    columns,
    rows.map((row) => [String(row.place), shown(row.story.id), ...STEPS.map((step) => MARKS[row.decisions[step].state])]),
  );
}

/** One line a story: the first thing that is not fresh is what the rest follows from. */
function reasons(rows: readonly PlanRow[]): string {
  const width = Math.max(...rows.map((row) => row.story.id.length));
  return rows.map((row) => `${shown(row.story.id).padEnd(width)}  ${rootReason(row)}`).join('\n');
}

/** The target whose reason the others follow from: `implement` where it is stale or held, else the first that is not fresh. */
function rootReason({ decisions }: PlanRow): string {
  const step =
    decisions.implement.state === 'fresh'
      ? STEPS.find((one) => decisions[one].state !== 'fresh' && !followsOther(decisions[one]))
      : 'implement';
  const at = step ?? 'integrate';
  return `${at}: ${decisionText(decisions[at])}`;
}

function followsOther(decision: PlanRow['decisions']['gate']): boolean {
  return decision.state === 'stale' && decision.reason.code === 'needs';
}

function floors(rows: readonly PlanRow[]): string {
  return rows
    .filter((row) => row.floor)
    .map((row) => {
      const parts = [...row.floor!.parts].sort((a, b) => b.tokens - a.tokens);
      const told = parts.slice(0, 6).map((part) => `${shown(part.name)} ${tokensText(part.tokens)}`);
      const more =
        parts.length > 6
          ? [`${parts.length - 6} more ${tokensText(parts.slice(6).reduce((sum, part) => sum + part.tokens, 0))}`]
          : [];
      return `${shown(row.story.id)}  ${tokensText(row.floor!.tokens)} = ${[...told, ...more].join(' + ')}`;
    })
    .join('\n');
}

function budgets(rows: readonly PlanRow[]): string {
  const columns: Column[] = [
    { head: 'story' },
    { head: 'model' },
    { head: 'base', align: 'right' },
    { head: 'floor', align: 'right' },
    { head: 'P50', align: 'right' },
    { head: 'P80', align: 'right' },
    { head: 'ceiling', align: 'right' },
    { head: 'zone', align: 'right' },
    { head: 'fits', align: 'right' },
    { head: '' },
  ];
  return tableText(columns, rows.flatMap(sessionRows));
}

/** A line for each session: of each role, where a config names them. */
function sessionRows({ story, forecast, roles }: PlanRow): string[][] {
  if (roles === undefined) return forecast ? [[shown(story.id), shown(forecast.model), ...budgetCells(forecast)]] : [];
  return roles.map((one) => [
    `${shown(story.id)} ${shown(one.role.name)}${one.isDone ? ', done' : ''}`,
    shown(one.forecast.model),
    ...budgetCells(one.forecast),
  ]);
}

function budgetCells(forecast: Forecast): string[] {
  const { verdict, baseTokens, ceilingTokens, zone } = forecast;
  const over = baseTokens + ceilingTokens - zone.hardTokens;
  const words = { fits: '', tight: 'tight: P50 is past the warning line', over: `over by ${tokensText(over)}` };
  return [
    baseText(forecast),
    tokensText(forecast.floorTokens),
    tokensText(forecast.workingP50Tokens),
    tokensText(forecast.workingP80Tokens),
    tokensText(ceilingTokens),
    tokensText(zone.hardTokens),
    percentText(forecast.fits),
    words[verdict],
  ];
}

/** By how much, how likely, and what to cut. */
function overs(rows: readonly PlanRow[]): string {
  return rows
    .flatMap(({ over }) => {
      if (over === undefined) return [];
      const { what, found, hint } = problemWords(over);
      return [`\n! ${what}: ${found}\n  hint: ${hint}`];
    })
    .join('');
}

function baseText({ baseTokens, baseSource }: Forecast): string {
  return baseSource === 'none' ? '-' : tokensText(baseTokens);
}

/** Where the figures come from: the multiplier with its sample size, kappa with its source; a line for all it is the same for. */
function multipliers(rows: readonly PlanRow[], paint: Paint): string {
  const told = rows.flatMap(({ forecast, agent }) => (forecast ? [{ forecast, who: whoText({ ...forecast, agent }) }] : []));
  const alike = Map.groupBy(told, ({ forecast, who }) => sourcesText(forecast, who, 'multiplier'));
  const lines = [...alike.values()].flatMap((group) => {
    const { forecast, who } = group[0]!;
    const { drift } = forecast;
    const said = sourcesText(forecast, who, `multiplier ${rangeText(group.map((one) => one.forecast.multiplier.p50))}`);
    return [said, ...(drift === undefined ? [] : [`${who}: ${driftText(drift)}`])];
  });
  return `\n${lines.map((line) => paint.dim(line)).join('\n')}`;
}

function sourcesText(forecast: Forecast, who: string, multiplier: string): string {
  const { kappa, kappaSource, kappaSafe, zone, baseSource } = forecast;
  const { samples } = forecast.multiplier;
  const evidence = samples === 0 ? 'no evidence yet' : `n = ${samples}`;
  const base = baseSource === 'none' ? 'base not known: xpar calibrate base' : `base ${baseText(forecast)} ${baseSource}`;
  const atMost = kappaSafe === undefined ? '' : `, at most ${kappaSafe}`;
  return `${who}: ${base}; ${multiplier}, ${evidence}; kappa ${kappa.toFixed(2)} ${kappaSource}${atMost}; smart zone ${zone.source}`;
}

/** Of floors that differ the multiplier differs a little: its least and its most. */
function rangeText(factors: readonly number[]): string {
  const [least, most] = [Math.min(...factors).toFixed(1), Math.max(...factors).toFixed(1)];
  return least === most ? least : `${least}-${most}`;
}

function total(plan: PlanLike, done: number): string {
  const { totals } = plan;
  const usd = totals.usd === undefined ? '' : ` · about ${usdText(totals.usd)} (P50)`;
  const order = plan.stories.filter((row) => row.decisions.integrate.state === 'stale').map((row) => shown(row.story.id));
  const lines = [
    `${countText(totals.open, 'story', 'stories')} to integrate, ${totals.toImplement} of them by an agent; ${done} up to date`,
    ...(totals.toImplement > 0
      ? [
          `context: floors ${tokensText(totals.floorTokens)} · expected ${tokensText(totals.p50Tokens)} (P50) · sum of ceilings ${tokensText(totals.ceilingTokens)}${usd}`,
        ]
      : []),
    ...burnPlanLines(plan.burn),
    ...(order.length > 0 ? [`order of integration: ${order.join(' -> ')}`] : []),
  ];
  return lines.join('\n');
}
