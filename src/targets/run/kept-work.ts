import type { Host } from '../../host/host.ts';
import type { Kept, KeptAs } from '../../model/kept.ts';
import type { StoryState } from '../../model/record.ts';
import type { Layout } from '../../record/layout.ts';
import { openStore } from '../../record/store.ts';
import type { Decisions } from '../../stale/decide.ts';

/** What is decided of each story whose card is there; undefined where the cards cannot be read. */
export type Decided = () => Promise<ReadonlyMap<string, Decisions> | undefined>;

/** What a build of these stories that was stopped leaves for the next, in order of id; nothing where journal or cards cannot be read. */
export async function keptWork(
  { files }: Pick<Host, 'files'>,
  layout: Layout,
  { stories, decided }: { readonly stories: ReadonlySet<string>; readonly decided: Decided },
): Promise<readonly Kept[]> {
  if (stories.size === 0) return [];
  const [opened, decisions] = [await openStore(files, layout), await decided()];
  if (!opened.ok || decisions === undefined) return [];
  const { state } = opened.store;
  return [...stories].toSorted().flatMap((lane): Kept[] => {
    const [story, now] = [state.stories.get(lane), decisions.get(lane)];
    const as = story && now && keptAs(story, now);
    return as === undefined ? [] : [{ lane, as }];
  });
}

function keptAs(story: StoryState, decisions: Decisions): KeptAs | undefined {
  const { integrate } = decisions;
  const stands = standing(story, decisions);
  if (stands === undefined || integrate.state === 'fresh') return undefined;
  if (integrate.state === 'stale') return stands;
  return integrate.reason.code === 'attempts-used' ? 'failed' : 'held';
}

function standing({ work, checkpoint, parked, steps, unfinished }: StoryState, decisions: Decisions): KeptAs | undefined {
  if (work !== undefined && decisions.implement.state === 'fresh') return decisions.gate.state === 'fresh' ? 'gated' : 'work';
  if (work !== undefined) return parked === undefined ? 'again' : 'handed-back';
  if (checkpoint !== undefined) return 'checkpoint';
  // A session that was interrupted leaves its step open, and its worktree as it was.
  return unfinished === 'implement' && steps.worktree !== undefined ? 'worktree' : undefined;
}
