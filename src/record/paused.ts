import type { Problem } from '../model/problem.ts';
import type { StoryState } from '../model/record.ts';

/** A story whose session was turned away by its provider, and that waits. */
export function pausedBy(problem: Problem): Pick<StoryState, 'pausedUntil'> {
  return problem.reason === 'agent-ended' && problem.resumesAt !== undefined ? { pausedUntil: problem.resumesAt } : {};
}
