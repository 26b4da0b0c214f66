import type { Forecast } from '../model/budget.ts';
import type { Problem } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { percentText, tokensText } from './amounts.ts';
import { driftText, whoText } from './lesson-text.ts';
import type { Paint } from './paint.ts';
import { problemWords } from './problem-text.ts';
import { tableText, type Column } from './table.ts';

/** What a plan knows of a story's budget. */
export interface BudgetRow {
  readonly story: { readonly id: string };
  readonly agent: string;
  readonly forecast?: Forecast;
  /** Where a config names roles: each session, in order. */
  readonly roles?: readonly { readonly role: { readonly name: string }; readonly forecast: Forecast; readonly isDone: boolean }[];
  /** Where it is worked on in parts: each session, in the order in which they are merged. */
  readonly subtasks?: readonly {
    readonly subtask: { readonly id: string };
    readonly forecast: Forecast;
    readonly isDone: boolean;
  }[];
  /** Why it does not fit, and what to cut. */
  readonly over?: Problem;
}

/** Each session's ceiling against its smart zone, what to cut where it does not fit, and what the figures rest on. */
export function planBudgetText(rows: readonly BudgetRow[], paint: Paint): string {
  return `${rowsText(rows)}${overs(rows)}${multipliers(rows, paint)}`;
}

function rowsText(rows: readonly BudgetRow[]): string {
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

/** A line for each session: of each role, where a config names them, or of each part. */
function sessionRows({ story, forecast, roles, subtasks }: BudgetRow): string[][] {
  const several =
    subtasks?.map((one) => ({ ...one, name: one.subtask.id })) ?? roles?.map((one) => ({ ...one, name: one.role.name }));
  if (several === undefined) return forecast ? [[shown(story.id), shown(forecast.model), ...budgetCells(forecast)]] : [];
  return several.map((one) => [
    `${shown(story.id)} ${shown(one.name)}${one.isDone ? ', done' : ''}`,
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
function overs(rows: readonly BudgetRow[]): string {
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
function multipliers(rows: readonly BudgetRow[], paint: Paint): string {
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
