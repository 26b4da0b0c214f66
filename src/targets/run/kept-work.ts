import type { Host } from '../../host/host.ts';
import type { Kept } from '../../model/kept.ts';
import type { StoryState } from '../../model/record.ts';
import type { Layout } from '../../record/layout.ts';
import { openStore } from '../../record/store.ts';

/** What a build that was stopped leaves for the next, in order of id; nothing where the journal cannot be read. */
export async function keptWork({ files }: Pick<Host, 'files'>, layout: Layout): Promise<readonly Kept[]> {
  const opened = await openStore(files, layout);
  if (!opened.ok) return [];
  const { stories } = opened.store.state;
  return [...stories]
    .flatMap(([lane, state]): Kept[] => {
      const as = keptAs(state);
      return as === undefined ? [] : [{ lane, as }];
    })
    .toSorted((a, b) => (a.lane < b.lane ? -1 : 1));
}

function keptAs({ work, checkpoint, steps, unfinished }: StoryState): Kept['as'] | undefined {
  if (work !== undefined) return 'work';
  if (checkpoint !== undefined) return 'checkpoint';
  // A session that was interrupted leaves its step open, and its worktree as it was.
  return unfinished === 'implement' && steps.worktree !== undefined ? 'worktree' : undefined;
}
