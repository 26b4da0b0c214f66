import { budgets, type Review } from '../pipeline.ts';
import { budgetSummary, budgetText, type BudgetRow } from '../report/budget-text.ts';
import { problemWords } from '../report/problem-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

export interface BudgetOptions {
  readonly write?: boolean;
  readonly model?: string;
  readonly json?: boolean;
}

/** `xpar budget [story...]`: declared figures beside measured ones; 1 where a card needs another look or another figure, 0 otherwise. */
export async function budgetVerb(context: Context, stories: readonly string[], options: BudgetOptions): Promise<number> {
  const { model, write = false, json = false } = options;
  const filled = await budgets(context.host, { stories, write, ...(model === undefined ? {} : { model }) });
  if (!filled.ok) return refuse(context, filled.problems);
  const { reviews, problems } = filled.value;
  const rows = reviews.map(rowOf);
  if (json) {
    const told = problems.map((problem) => ({ ...problem, words: problemWords(problem) }));
    writeJson(context, { schemaVersion: 1, cards: rows, problems: told });
  } else {
    context.host.terminal.out.write(budgetText(rows, outPaint(context)));
    refuse(context, problems);
    context.host.terminal.err.write(`${budgetSummary(rows)}\n`);
  }
  return problems.length > 0 || rows.some(({ standing }) => standing === 'differs') ? 1 : 0;
}

function rowOf({ card, ...review }: Review): BudgetRow {
  return { id: card.id, file: card.file, ...review };
}
