import type { Problem } from '../model/problem.ts';
import { isOpen, type PlannedStory } from './plan.ts';
import type { Selection } from './select.ts';

/** A build for one model refuses every open story that is budgeted for another: a ceiling means nothing without its model. */
export function modelRefusals(stories: readonly PlannedStory[], selection: Selection, model: string | undefined): Problem[] {
  if (model === undefined) return [];
  return stories
    .filter(({ story, decisions }) => selection.has(story.id) && isOpen(decisions) && story.budget?.model !== model)
    .map(({ story }) => ({ reason: 'model-refused', story: story.id, budgeted: story.budget?.model ?? '', asked: model }));
}

/** Stories asked for that cannot run as they stand. */
export function heldAmong(stories: readonly PlannedStory[], selection: Selection): string[] {
  return stories
    .filter(({ story, decisions }) => selection.has(story.id) && decisions.integrate.state === 'held')
    .map(({ story }) => story.id);
}
