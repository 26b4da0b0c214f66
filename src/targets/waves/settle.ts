import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Parts } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import type { Build } from '../run/build.ts';
import { checkpointRef } from '../lane/checkpoint.ts';
import { during } from '../guard/guard.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { toPool } from '../lane/worktree-pool.ts';
import { runTeardown } from '../lane/run-setup.ts';
import { laneBranch, type Project } from '../project/project.ts';

/** A story's merge on the integration branch; `parts` are those of its card as it was then. */
interface Landing {
  readonly story: string;
  readonly key: string;
  readonly commit: string;
  readonly parts: Parts;
}

/** After the landing only: it is journalled, and the lane's worktree and branch go, since the landing holds its commit. Can be done again. */
export async function settle(build: Build, landing: Landing): Promise<void> {
  const { host, project, run } = build;
  const { top } = project.repository;
  const known = storyState(project.store.state, landing.story).integrated?.commit === landing.commit;
  if (!known) await project.store.append({ t: 'integrated', at: host.clock.now(), run, ...landing });
  const folder = path.join(project.store.layout.lanes, landing.story);
  if (!(await tornDown(build, landing.story, folder))) return;
  if (!(await toPool(build, folder))) await host.git.removeWorktree(top, folder);
  if ((await host.git.commitOf(top, checkpointRef(landing.story))) !== undefined)
    await host.git.deleteRef(top, checkpointRef(landing.story));
  const branch = `refs/heads/${laneBranch(landing.story)}`;
  // Not while somebody stands on it: their HEAD would point nowhere.
  const taken = (await host.git.checkouts(top)).some((one) => one.branch === branch);
  if (!taken) await host.git.deleteRef(top, branch);
}

/** Its teardown has gone through, or need not: a checkout that is gone has nothing left to take down. */
async function tornDown(build: Build, story: string, folder: string): Promise<boolean> {
  if (build.project.config.worktree.teardown.length === 0 || !(await build.host.files.exists(folder))) return true;
  const { port } = storyState(build.project.store.state, story).steps.worktree?.output ?? {};
  const work = (): Promise<boolean> => runTeardown(build, { folder, story, ...(port === undefined ? {} : { port }) });
  return (await during(build, { story, step: 'integrate' }, work)).value;
}

/**
 * Stories that a build which died has landed and not settled: their lane's branch, the last thing to go, still stands, and the
 * landing holds it. A lane that starts again at the landing itself is a new one.
 */
export async function unsettled(host: Host, project: Project): Promise<readonly string[]> {
  const left: string[] = [];
  for (const [story, { commit }] of project.landings) {
    const tip = project.laneTips.get(story);
    if (tip === undefined || tip === commit) continue;
    if (await host.git.isAncestor(project.repository.top, tip, commit)) left.push(story);
  }
  return left;
}

/** Settles what is unsettled: the journal is completed from git. A card edited since has other parts than what landed: none are kept. */
export async function settleLeft(build: Build, measured: ReadonlyMap<string, MeasuredStory>): Promise<void> {
  for (const story of await unsettled(build.host, build.project)) {
    const { key, commit } = build.project.landings.get(story)!;
    const card = measured.get(story);
    await settle(build, { story, key, commit, parts: card?.key === key ? card.what : {} });
  }
}
