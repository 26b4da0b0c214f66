import { budgetId, storyOfBudget, type BurnBudget } from '../../model/allowance.ts';
import type { Build } from './build.ts';
import { openRuns } from '../../record/last-run.ts';

type Keys = ReadonlyMap<string, { readonly key: string }>;

/** Raising a limit makes it another one, with its own thresholds. */
export function alertWord(budget: BurnBudget, percent: number): string {
  return `${budgetId(budget)} ${budget.limit} ${percent}`;
}

/** Told by the runs that this one goes on from; of a story's budget by any run while its card stands as it does. */
export function alertsTold({ project }: Build, stories: Keys): readonly string[] {
  const runs = new Set(openRuns(project.store.state));
  const still = project.store.state.alerts.filter(({ run, key, budget }) => {
    const story = storyOfBudget(budget);
    return story === undefined ? runs.has(run) : stories.get(story)?.key === key;
  });
  return still.map(({ budget, percent }) => alertWord(budget, percent));
}
