import type { ForeseenConflict } from '../model/foreseen.ts';
import { shown } from '../model/shown.ts';
import { STEPS, type Decision, type Step } from '../model/target.ts';
import type { Floor } from '../model/budget.ts';
import { countText, tokensText, usdText } from './amounts.ts';
import { besideText, type ApartLike } from './beside-text.ts';
import { burnPlanLines, type BurnPlanLike } from './burn-plan-text.ts';
import type { PlaceReason } from '../model/place-reason.ts';
import { orderText } from './order-text.ts';
import { foreseenText } from './foreseen-text.ts';
import type { InParts } from '../model/in-parts.ts';
import { inPartsText } from './in-parts-text.ts';
import type { LikelyFile, MayOverlap } from '../model/likely.ts';
import { likelyText } from './likely-text.ts';
import type { Paint } from './paint.ts';
import type { ParallelOrNot } from '../model/parallel.ts';
import { parallelText } from './parallel-text.ts';
import { planBudgetText, type BudgetRow } from './plan-budget-text.ts';
import { decisionText } from './reason-text.ts';
import { tableText, type Column } from './table.ts';

/** What the plan's text is made from: the shape of plan/'s Plan, which this room may not import. */
export interface PlanLike {
  readonly burn: BurnPlanLike;
  /** Absent for fewer than two stories to implement. */
  readonly parallel?: ParallelOrNot;
  /** Stories that are worked on in parts, or could be. */
  readonly parts?: readonly InParts[];
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

export interface PlanRow extends BudgetRow {
  readonly story: { readonly id: string; readonly title: string };
  readonly decisions: Readonly<Record<(typeof STEPS)[number], Decision>>;
  readonly floor?: Floor;
  readonly place: number;
  readonly order: PlaceReason;
  readonly apart: readonly ApartLike[];
  /** Where the card declares no files: guesses. */
  readonly likely?: readonly LikelyFile[];
  readonly mayOverlap?: readonly MayOverlap[];
  /** What the build that runs is at. */
  readonly underWay?: Step;
}

const MARKS = { fresh: '✓', stale: '●', held: '!' } as const;

/** The plan as text: targets and why, floors by part, ceilings against the smart zone, who runs beside whom, order, total. */
export function planText(plan: PlanLike, paint: Paint): string {
  const sections = sectionsOf(plan, paint).filter(({ isThere }) => isThere);
  const texts = sections.map(({ name, note, text }) => {
    const noted = note === undefined ? '' : `  ${paint.dim(note)}`;
    return `${paint.bold(name)}${noted}\n${text()}`;
  });
  return `${texts.join('\n\n')}\n`;
}

interface Section {
  readonly name: string;
  readonly note?: string;
  readonly isThere: boolean;
  readonly text: () => string;
}

function sectionsOf(plan: PlanLike, paint: Paint): readonly Section[] {
  const open = plan.stories.filter(({ decisions }) => decisions.integrate.state !== 'fresh');
  return [
    { name: 'Targets', note: '✓ fresh  ● stale  ! held', isThere: true, text: () => targets(plan.stories) },
    { name: 'Why', isThere: open.length > 0, text: () => reasons(open) },
    { name: 'Context floor, by part', note: 'raw tokens', isThere: open.some((row) => row.floor), text: () => floors(open) },
    {
      name: 'Budget',
      note: 'native tokens; ceiling = floor + working P80',
      isThere: open.some((row) => row.forecast),
      text: () => planBudgetText(open, paint),
    },
    {
      name: 'Order of integration',
      note: 'what it depends on, the depth of its most derived ADR, priority, id',
      isThere: open.length > 1,
      text: () => orderText(open),
    },
    { name: 'Side by side', isThere: plan.totals.open > 0, text: () => sideBySideText(plan) },
    {
      name: 'Likely files',
      note: 'where a card declares none: hints that order and warn, and lock nothing',
      isThere: open.some((row) => row.likely),
      text: () => likelyText(open),
    },
    {
      name: 'Parallel or not',
      note: 'expected (P50); one session reads again what its earlier stories left',
      isThere: plan.parallel !== undefined,
      text: () => parallelText(plan.parallel!),
    },
    {
      name: 'In parts',
      note: 'expected (P50); each session pays its own base and floor, the work is the same',
      isThere: plan.parts !== undefined && plan.parts.length > 0,
      text: () => inPartsText(plan.parts!),
    },
    { name: 'Total', isThere: true, text: () => total(plan, plan.stories.length - open.length) },
  ];
}

function sideBySideText({ stories, foreseen = [] }: PlanLike): string {
  const stale = stories.filter(({ decisions }) => decisions.integrate.state === 'stale');
  return [besideText(stale), ...foreseen.map(foreseenText)].join('\n');
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
function rootReason({ decisions, underWay }: PlanRow): string {
  if (underWay !== undefined) return `${underWay} is under way`;
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

function total(plan: PlanLike, done: number): string {
  const { totals } = plan;
  const usd = totals.usd === undefined ? '' : ` · about ${usdText(totals.usd)} (P50)`;
  const order = plan.stories.filter((row) => row.decisions.integrate.state === 'stale').map((row) => shown(row.story.id));
  const held = plan.stories.filter((row) => row.decisions.integrate.state === 'held').length;
  const lines = [
    `${countText(totals.open, 'story', 'stories')} to integrate, ${totals.toImplement} of them by an agent; ${done} up to date${held > 0 ? `, ${held} held` : ''}`,
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
