import type { Shortfall } from '../model/allowance.ts';
import type { State } from '../model/record.ts';

/** The budget that kept a story out of the last run, where nothing has run since. */
export function keptOut({ stories, lastRun }: State, story: string): Shortfall | undefined {
  const unfunded = stories.get(story)?.unfunded;
  return unfunded !== undefined && unfunded.run === lastRun?.run ? unfunded.shortfall : undefined;
}
