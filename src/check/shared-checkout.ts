import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';

/** Where lanes share one checkout: ready stories whose edits could not be told from those of others, or that want several lanes. */
export function checkoutProblems({ stories, isShared, integrated }: CheckInput): readonly CardProblem[] {
  if (isShared !== true) return [];
  return stories
    .filter(({ id, status }) => status === 'ready' && !integrated.has(id))
    .flatMap((story): readonly CardProblem[] => [
      ...(story.files.length === 0 ? [{ reason: 'shared-without-files' as const, place: placeIn(story, '/files') }] : []),
      ...(story.subtasks.length > 0 ? [{ reason: 'shared-with-subtasks' as const, place: placeIn(story, '/subtasks') }] : []),
    ]);
}
