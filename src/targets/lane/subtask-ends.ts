import type { StepResult } from '../run/build.ts';

type Result = StepResult<'implement'>;

/**
 * What the ends of several subtasks come to for their story; undefined where all are done. A failure that no new try mends goes
 * before one that it may, that before what passes by itself, and that before a question.
 */
export function worstOf(ends: readonly Result[]): Result | undefined {
  return ends.filter(({ end }) => end !== 'done').toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

function rankOf(result: Result): number {
  if (result.end === 'interrupted') return 0;
  if (result.end !== 'failed') return 4;
  if (result.later !== undefined) return 3;
  return result.retry ? 2 : 1;
}
