import { nextRung, type ClashStep } from '../../model/clash.ts';
import { conflictsOf } from '../../model/tries.ts';
import { storyState } from '../../record/fold.ts';
import type { Build, Lane } from '../run/build.ts';
import { failuresOf } from '../lane/lane-tries.ts';

/** Whose turn it is once the lane has conflicted one time more. */
export function rungOf(build: Build, lane: Pick<Lane, 'story' | 'key'>): ClashStep {
  const before = conflictsOf(storyState(build.project.store.state, lane.story.id), lane.key);
  return nextRung(before, isLastTry(build, lane));
}

/** Would no session follow if it failed now? */
export function isLastTry(build: Build, lane: Pick<Lane, 'story' | 'key'>): boolean {
  return failuresOf(build, lane) + 1 >= build.project.config.retries;
}
