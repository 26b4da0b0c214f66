import type { Build } from './build.ts';
import { graded } from '../choose/check-project.ts';
import { heldFiles, type HeldFiles } from '../choose/held-files.ts';
import type { Survey } from '../choose/intent.ts';

/** Lanes whose files are held by a build that died: under the lock, and before this run has its line in the journal. */
export function staleLocks(survey: Survey): readonly HeldFiles[] {
  return heldFiles(survey, false).filter(({ state }) => state === 'stale');
}

/** Takes them over: entered in the ledger, and told. */
export async function reclaim({ host, project, run, tell }: Build, stale: readonly HeldFiles[]): Promise<void> {
  for (const { story, run: from = '' } of stale) {
    await project.store.append({ t: 'reclaimed', at: host.clock.now(), run, story: story.id, from });
    tell({ t: 'problem', finding: graded({ reason: 'lock-reclaimed', story: story.id, run: from }) });
  }
}
