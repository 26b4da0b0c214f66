import type { Job } from '../model/job.ts';

/** The first budget that has not enough left for what the job's session reserves. */
export function shortOf(left: ReadonlyMap<string, number>, { draws = [] }: Job): string | undefined {
  return draws.find(({ budget, amount }) => amount > (left.get(budget) ?? Infinity))?.budget;
}

/** Takes what the job's session reserves out of what is left. */
export function takeAll(left: Map<string, number>, { draws = [] }: Job): void {
  for (const { budget, amount } of draws) {
    const before = left.get(budget);
    if (before !== undefined) left.set(budget, before - amount);
  }
}
