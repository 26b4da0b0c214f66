import path from 'node:path';
import type { Placed } from '../host/host.ts';
import type { Problem } from '../model/problem.ts';
import { storyState } from '../record/fold.ts';
import { changedParts } from '../stale/fingerprint.ts';
import { failed, type Build, type Lane, type StepResult } from './run/build.ts';
import { enterCheckout } from './lane/checkout-steps.ts';
import { keepLeft } from './lane/keep-left.ts';
import { intoOf } from './lane/keep-work.ts';
import { laneBranch } from './project/project.ts';
import { checkpointFor } from './lane/checkpoint.ts';
import { isRebasedInVain, rungNow } from './lane/conflict-of.ts';
import { holdForRoom, type Crew } from './run/hold-for-room.ts';
import { fromPool } from './lane/worktree-pool.ts';
import { makeReady } from './lane/make-ready.ts';

/**
 * A checkout of its own for the lane, outside the source tree. It starts at the integration tip, with the last commit of
 * this story's work where there is one; what a session left uncommitted is kept under `refs/xpar/backup/`, not taken up.
 */
export async function worktree(build: Build, lane: Lane, at: { tip: string; crew: Crew }): Promise<StepResult<'worktree'>> {
  const low = await holdForRoom(build, lane.story.id, at.crew);
  if (build.interrupted.aborted) return { end: 'interrupted' };
  if (low) return failed(low, { retry: false, counts: false, halt: true });
  const { checkout } = build;
  if (checkout !== undefined)
    return enterCheckout(build, lane, { checkout, tip: at.tip, start: await startOf(build, lane, at.tip) });
  return ownWorktree(build, lane, at.tip);
}

async function ownWorktree(build: Build, lane: Lane, tip: string): Promise<StepResult<'worktree'>> {
  const { project } = build;
  const folder = build.sharing?.folderOf(lane.story.id) ?? path.join(project.store.layout.lanes, lane.story.id);
  await leftKept(build, lane, folder, tip);
  const start = await startOf(build, lane, tip);
  const branch = laneBranch(lane.story.id);
  const placed = await placedAt(build, { folder, commit: start.commit, branch });
  if (!placed.ok) return failed(placeProblem(lane, placed.detail), { retry: false, counts: false });
  const ready = await makeReady(build, { folder, commit: start.commit, story: lane.story.id, reused: placed.reused });
  if (ready === 'interrupted') return { end: 'interrupted' };
  if ('problem' in ready) return failed(ready.problem, { retry: false, counts: false });
  const { port } = ready;
  const anew = start.isAnew === true ? { isAnew: true as const } : {};
  // What an earlier list named may stand there still.
  const before = storyState(project.store.state, lane.story.id).steps.worktree?.output.copied ?? [];
  const copied = [...new Set([...before, ...ready.copied])];
  return {
    end: 'done',
    parts: { base: start.base, setup: JSON.stringify(project.config.worktree.setup) },
    output: { path: folder, branch, base: start.base, port, ...(copied.length === 0 ? {} : { copied }), ...anew },
  };
}

/** Without a branch where several share it: a branch can stand in one worktree alone, and its gate is to have it. */
async function placedAt(build: Build, at: { folder: string; commit: string; branch: string }): Promise<Placed> {
  const { host, project, sharing } = build;
  const { folder, commit, branch } = at;
  const { top } = project.repository;
  if (sharing?.folders.includes(folder) === true) return host.git.placeWorktree(top, { path: folder, commit });
  const apart = project.config.isolation === 'clone';
  const pooled = apart ? undefined : await fromPool(build, folder);
  return host.git.placeWorktree(top, { path: folder, commit, branch, apart, ...(pooled && { keep: pooled.keep }) });
}

/** Whatever stands in a worktree we are about to reset is kept first. */
async function leftKept(build: Build, { story }: Lane, folder: string, tip: string): Promise<void> {
  // What others left in a worktree that is shared was seen to when their turn ended.
  if (build.sharing?.folderOf(story.id) === folder) return;
  if (!(await build.host.files.exists(path.join(folder, '.git')))) return;
  const { copied: leaveOut = [] } = storyState(build.project.store.state, story.id).steps.worktree?.output ?? {};
  await keepLeft(build, story.id, { folder, base: intoOf(build).into === undefined ? 'HEAD' : tip, leaveOut });
}

interface Start {
  readonly base: string;
  readonly commit: string;
  /** Earlier work is there and does not merge: all of it is to be done again. */
  readonly isAnew?: true;
}

/**
 * Where a lane starts: `base` is the parent its one commit will have, `commit` holds the content it begins with. Work
 * that is implemented and only waits for its gate is checked out as it is. Earlier work is what the journal knows of it,
 * or what stood on its branch when the run began: a branch that an agent moved meanwhile is not believed.
 */
async function startOf(build: Build, lane: Lane, tip: string): Promise<Start> {
  const { git } = build.host;
  const { repository, store, laneTips } = build.project;
  const { top } = repository;
  const { steps, work, dropped } = storyState(store.state, lane.story.id);
  const done = steps.implement;
  if (done && changedParts(done.parts, lane.implementParts).length === 0)
    return { base: done.output.base, commit: done.output.commit };
  const left = checkpointFor(build, lane)?.commit ?? work ?? laneTips.get(lane.story.id);
  const earlier = left === undefined || left === dropped ? undefined : await git.commitOf(top, left);
  if (earlier === undefined || (await git.isAncestor(top, earlier, tip))) return { base: tip, commit: tip };
  if (await isRebasedInVain(build, lane, { base: tip, commit: earlier })) return { base: tip, commit: tip, isAnew: true };
  if (await git.isAncestor(top, tip, earlier)) return { base: tip, commit: earlier };
  return mergedStart(build, lane, { tip, earlier });
}

/** Earlier work on top of what stands. What does not merge is left out, but for the one time that its agent is to rebase it: then it stands there with markers. */
async function mergedStart(
  { host, project }: Build,
  { story, key }: Lane,
  { tip, earlier }: { readonly tip: string; readonly earlier: string },
): Promise<Start> {
  const merger = host.merger(project.repository.top);
  const merged = await merger.mergeTree(tip, earlier);
  const rebases = rungNow(storyState(project.store.state, story.id), key, project.config) === 'rebase';
  if (!merged.clean && !rebases) return { base: tip, commit: tip, isAnew: true };
  const title = merged.clean ? 'taken up again' : 'to be rebased';
  return { base: tip, commit: await merger.commitTree(merged.tree, [tip, earlier], `${story.id}: ${title}\n`) };
}

function placeProblem(lane: Lane, detail: string): Problem {
  const branch = laneBranch(lane.story.id);
  const elsewhere = /(?:checked out|used by worktree) at '(.+)'/.exec(detail)?.[1];
  if (elsewhere !== undefined) return { reason: 'checked-out', branch, path: elsewhere };
  // Git names the one that shuts ours out: a branch below it, or the one that should be its folder.
  const standing = /'refs\/heads\/([^']+)' exists/.exec(detail)?.[1];
  return standing === undefined
    ? { reason: 'worktree-failed', story: lane.story.id, detail }
    : { reason: 'branch-in-the-way', branch: standing, detail: `no branch ${branch} can stand beside it` };
}
