import type { Problem } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { countText } from './amounts.ts';
import type { Paint } from './paint.ts';
import { problemWords } from './problem-text.ts';
import { tableText } from './table.ts';

/** Raw tokens: of a story's budget, or the weight of an ADR. What is not written is not there. */
interface CardFigures {
  readonly floorTokens?: number;
  readonly workingTokens?: number;
  readonly ceilingTokens?: number;
  readonly weightTokens?: number;
}

/** One card: what it declares, what was measured, and what follows from it. */
export interface BudgetRow {
  readonly kind: 'story' | 'adr';
  readonly id: string;
  readonly file: string;
  readonly model?: string;
  readonly declared: CardFigures;
  readonly measured?: CardFigures;
  /** Why a story does not fit its model's smart zone, and what to cut. */
  readonly over?: Problem;
  readonly standing:
    'as-measured' | 'differs' | 'written' | 'integrated' | 'dropped' | 'no-model' | 'unknown-model' | 'no-front-matter';
}

const STANDINGS: Readonly<Record<BudgetRow['standing'], string>> = {
  'as-measured': 'as it should be',
  differs: 'would be written',
  written: 'written',
  integrated: 'integrated: left alone',
  dropped: 'dropped: left alone',
  'no-model': 'names no model',
  'unknown-model': 'names an unknown model',
  'no-front-matter': 'has no front matter to write it in',
};

/** A line for each card: floor + working = ceiling of a story, the weight of an ADR, declared and measured. */
export function budgetText(rows: readonly BudgetRow[], paint: Paint): string {
  const table = tableText(
    [{ head: 'card' }, { head: 'declared' }, { head: 'measured' }, { head: '' }],
    rows.map(({ id, kind, declared, measured = {}, standing }) => [
      shown(id),
      figuresText(kind, declared),
      figuresText(kind, measured),
      STANDINGS[standing],
    ]),
  );
  return `${table}\n${paint.dim('floor + working = ceiling, or the weight of an ADR; tokens of the reference tokenizer')}\n${overs(rows)}`;
}

/** Figures that can be written, of stories that will not run. */
function overs(rows: readonly BudgetRow[]): string {
  return rows
    .flatMap(({ over }) => {
      if (over === undefined) return [];
      const { what, found, hint } = problemWords(over);
      return [`! ${what}: ${found}, in tokens of its model\n  hint: ${hint}\n`];
    })
    .join('');
}

/** How many cards there are, and how many of them were or would be written. */
export function budgetSummary(rows: readonly BudgetRow[]): string {
  const cards = countText(rows.length, 'card', 'cards');
  const written = rows.filter(({ standing }) => standing === 'written').length;
  const differing = rows.filter(({ standing }) => standing === 'differs').length;
  if (written > 0) return `${cards}: ${written} written`;
  return differing > 0 ? `${cards}: ${differing} would be written\n  hint: xpar budget --write` : `${cards}: nothing to write`;
}

function figuresText(kind: BudgetRow['kind'], figures: CardFigures): string {
  const { floorTokens, workingTokens, ceilingTokens, weightTokens } = figures;
  if (kind === 'adr') return numberText(weightTokens);
  if (floorTokens === undefined && workingTokens === undefined && ceilingTokens === undefined) return '-';
  return `${numberText(floorTokens)} + ${numberText(workingTokens)} = ${numberText(ceilingTokens)}`;
}

function numberText(tokens: number | undefined): string {
  return tokens === undefined ? '-' : String(tokens);
}
