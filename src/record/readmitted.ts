import type { LaneEntry } from '../model/lane-entry.ts';
import type { JournalEntry, StoryState } from '../model/record.ts';
import { refusedPaths } from '../model/tries.ts';

type Readmitted = Pick<Extract<LaneEntry, { t: 'readmitted' }>, 'key' | 'paths'>;

/** Work that the gate refused for its paths alone is kept: a card may let them through later. */
export function refusedBy(
  { steps }: Pick<StoryState, 'steps'>,
  { step, problem }: Pick<Extract<JournalEntry, { t: 'failed' }>, 'step' | 'problem'>,
): Pick<StoryState, 'refused'> {
  const paths = refusedPaths(problem);
  return step !== 'gate' || paths === undefined || steps.implement === undefined
    ? {}
    : { refused: { implement: steps.implement, problem } };
}

/** A story whose card covers these paths by now: the tries that failed for them are given back, and so is the work. */
export function readmitted(story: StoryState, { key, paths }: Readmitted): StoryState {
  const isCovered = (all: readonly string[] | undefined): boolean => all?.every((path) => paths.includes(path)) === true;
  const failures = story.failures.filter((one) => one.key !== key || !isCovered(refusedPaths(one.problem)));
  const { refused, ...rest } = story;
  if (refused?.implement.key !== key || !isCovered(refusedPaths(refused.problem))) return { ...story, failures };
  return { ...rest, failures, steps: { ...story.steps, implement: refused.implement } };
}
