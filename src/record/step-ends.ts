import type { StoryState } from '../model/record.ts';
import type { Step } from '../model/target.ts';

/** Its session is in the ledger. */
export function closed(story: StoryState): StoryState {
  const { openSession: _closed, ...rest } = story;
  return rest;
}

/** Its step has an end. */
export function ended(story: StoryState, step: Step): Omit<StoryState, 'unfinished' | 'unfinishedKey' | 'unfinishedRun'> {
  const { unfinished: _over, unfinishedKey: _key, unfinishedRun: _run, ...rest } = step === 'implement' ? closed(story) : story;
  return rest;
}

/** Attempts are counted per key: an edited card starts with a clean sheet. */
export function sameKey(story: StoryState, key: string): StoryState['failures'] {
  return story.failures.filter((failure) => failure.key === key);
}
