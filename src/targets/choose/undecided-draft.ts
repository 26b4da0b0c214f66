import { storyState } from '../../record/fold.ts';
import type { StoryFacts } from '../../stale/decide.ts';
import type { Project } from '../project/project.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';

/**
 * The draft that a session left of a story as its card stands: until a person makes it ready, drops it or deletes it, nobody knows how
 * much of the story is still its own. One that cannot be read is being edited.
 */
export function undecidedDraft(
  { store, stories, unreadable, reopening }: Pick<Project, 'store' | 'stories' | 'unreadable' | 'reopening'>,
  { story: { id }, key }: Pick<MeasuredStory, 'story' | 'key'>,
): Pick<StoryFacts, 'undecidedDraft'> {
  const { parked } = storyState(store.state, id);
  const isNamed = reopening !== 'all' && reopening?.includes(id) === true;
  if (parked?.key !== key || parked.why.by !== 'zone' || isNamed) return {};
  const { draft } = parked.why;
  const isOpen =
    stories.some(({ file, status }) => file === draft && status === 'draft') ||
    unreadable.some((one) => draft.endsWith(`/${one}.md`));
  return isOpen ? { undecidedDraft: draft } : {};
}
