import path from 'node:path';
import type { State } from '../model/record.ts';

/** Stories that had their turn in the same shared worktree in the last run, this one left out; none where it has one of its own. */
export function turnsWith({ stories, lastRun }: Pick<State, 'stories' | 'lastRun'>, story: string): readonly string[] {
  const folder = stories.get(story)?.steps.worktree?.output.path;
  if (folder === undefined || !path.basename(folder).startsWith('.shared-')) return [];
  return [...stories].flatMap(
    ([
      other,
      {
        steps: { worktree },
      },
    ]) => (other !== story && worktree?.output.path === folder && worktree.at >= (lastRun?.at ?? 0) ? [other] : []),
  );
}
