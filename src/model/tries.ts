import type { StoryState } from './record.ts';

/** Tries of exactly this card that failed. What a person sent back was no failed try. */
export function triesOf({ failures }: Pick<StoryState, 'failures'>, key: string): StoryState['failures'] {
  return failures.filter((failure) => failure.key === key && failure.problem.reason !== 'rejected');
}

/** How often its work did not merge with what stood, as the card stands. */
export function conflictsOf(state: Pick<StoryState, 'failures'>, key: string): number {
  return triesOf(state, key).filter(({ problem }) => problem.reason === 'merge-conflict').length;
}
