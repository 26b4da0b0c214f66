import type { Problem } from './problem.ts';
import type { StoryState } from './record.ts';

/** Tries of exactly this card that failed. What a person sent back was no failed try. */
export function triesOf({ failures }: Pick<StoryState, 'failures'>, key: string): StoryState['failures'] {
  return failures.filter((failure) => failure.key === key && failure.problem.reason !== 'rejected');
}

/** How often its work did not merge with what stood, as the card stands. */
export function conflictsOf(state: Pick<StoryState, 'failures'>, key: string): number {
  return triesOf(state, key).filter(({ problem }) => problem.reason === 'merge-conflict').length;
}

export type MergeConflict = Extract<Problem, { reason: 'merge-conflict' }>;

/**
 * The conflict that its last try came to nothing by: it did not merge, or was rebased, and `markers` are the files that held
 * git's markers still. Undefined where it failed otherwise.
 */
export function openConflict(
  state: Pick<StoryState, 'failures'>,
  key: string,
): { readonly conflict: MergeConflict; readonly markers?: readonly string[] } | undefined {
  const problems = triesOf(state, key).map(({ problem }) => problem);
  const last = problems.at(-1);
  const conflict = problems.findLast((problem) => problem.reason === 'merge-conflict');
  if (conflict === undefined) return undefined;
  if (last?.reason === 'merge-conflict') return { conflict };
  return last?.reason === 'markers-left' ? { conflict, markers: last.paths } : undefined;
}

/** The paths that work was refused for, where it was for them alone: outside its scope, or protected. */
export function refusedPaths(problem: Problem): readonly string[] | undefined {
  return problem.reason === 'outside-scope' || problem.reason === 'protected-touched' ? problem.paths : undefined;
}
