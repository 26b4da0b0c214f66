import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { subtaskLane } from '../../model/subtask-lane.ts';
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
  const { story } = landing;
  const known = storyState(project.store.state, story).integrated?.commit === landing.commit;
  if (!known) await project.store.append({ t: 'integrated', at: host.clock.now(), run, ...landing });
  const parts = project.stories.find(({ id }) => id === story)?.subtasks ?? [];
  // The story's own branch goes last: as long as it stands, this is done again.
  for (const lane of parts.map(({ id }) => subtaskLane(story, id))) {
    if (project.store.state.stories.has(lane))
      await project.store.append({ t: 'put-away', at: host.clock.now(), run, story: lane });
    if (!(await putAway(build, lane))) return;
  }
  await putAway(build, story);
}

/** A lane's worktree, checkpoint and branch; false where its teardown keeps them. */
async function putAway(build: Build, lane: string): Promise<boolean> {
  const { host, project } = build;
  const { top } = project.repository;
  const folder = path.join(project.store.layout.lanes, lane);
  if (!(await tornDown(build, lane, folder))) return false;
  const branch = `refs/heads/${laneBranch(lane)}`;
  if (await toPool(build, folder)) build.spares?.trim();
  else if ((await host.files.exists(folder)) || (await host.git.checkouts(top)).some((one) => one.branch === branch))
    await host.git.removeWorktree(top, folder);
  // Not while somebody stands on it: their HEAD would point nowhere.
  const taken = (await host.git.checkouts(top)).some((one) => one.branch === branch);
  const refs = [checkpointRef(lane), ...(taken ? [] : [branch])];
  const there = await host.git.branches(top, ...refs);
  for (const ref of refs) if (there.has(ref)) await host.git.deleteRef(top, ref);
  return true;
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
