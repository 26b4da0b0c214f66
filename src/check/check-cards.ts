import { comparePlaces } from '../model/place.ts';
import type { CardProblem } from '../model/problem.ts';
import { adrProblems } from './adrs.ts';
import { budgetProblems } from './budgets.ts';
import type { CheckInput } from './check-input.ts';
import { fileNameProblems } from './file-names.ts';
import { lockProblems } from './locks.ts';
import { referenceProblems } from './references.ts';
import { ringProblems } from './rings.ts';
import { checkoutProblems } from './shared-checkout.ts';
import { subtaskProblems } from './subtasks.ts';

/** Everything that keeps the cards from holding together, in the order of files and lines. */
export function checkCards(input: CheckInput): readonly CardProblem[] {
  const families = [
    referenceProblems,
    ringProblems,
    subtaskProblems,
    checkoutProblems,
    budgetProblems,
    fileNameProblems,
    adrProblems,
    lockProblems,
  ];
  return families.flatMap((family) => family(input)).sort((a, b) => comparePlaces(a.place, b.place));
}
