import type { CheckpointEntry } from '../model/checkpoint.ts';
import type { StoryState } from '../model/record.ts';

/** The latest takes the place of the one before. */
export function checkpointed(story: StoryState, entry: CheckpointEntry): StoryState {
  const { t: _t, at: _at, run: _run, story: _story, ...checkpoint } = entry;
  return { ...story, checkpoint };
}

/** Work that is done stands by itself: what led to it is of no more use. */
export function withoutCheckpoint<S extends Pick<StoryState, 'checkpoint'>>(story: S): Omit<S, 'checkpoint'> {
  const { checkpoint: _over, ...rest } = story;
  return rest;
}
