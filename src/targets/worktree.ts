import path from 'node:path';
import type { Problem } from '../model/problem.ts';
import { storyState } from '../record/fold.ts';
import { changedParts } from '../stale/fingerprint.ts';
import { failed, type Build, type Lane, type StepResult } from './run/build.ts';
import { intoOf } from './lane/keep-work.ts';
import { laneBranch } from './project/project.ts';
import { checkpointFor } from './lane/checkpoint.ts';
import { rungNow } from './lane/conflict-of.ts';
import { holdForRoom, type Crew } from './run/hold-for-room.ts';
import { fromPool } from './lane/worktree-pool.ts';
import { makeReady } from './lane/make-ready.ts';

/**
 * A checkout of its own for the lane, outside the source tree. It starts at the integration tip, with the last commit of
 * this story's work where there is one; what a session left uncommitted is kept under `refs/xpar/backup/`, not taken up.
 */
export async function worktree(build: Build, lane: Lane, at: { tip: string; crew: Crew }): Promise<StepResult<'worktree'>> {
  const { host, project } = build;
  const { top } = project.repository;
  const folder = path.join(project.store.layout.lanes, lane.story.id);
  const low = await holdForRoom(build, lane.story.id, at.crew);
  if (build.interrupted.aborted) return { end: 'interrupted' };
  if (low) return failed(low, { retry: false, counts: false, halt: true });
  await keepLeft(build, lane, folder, at.tip);
  const start = await startOf(build, lane, at.tip);
  const branch = laneBranch(lane.story.id);
  const apart = project.config.isolation === 'clone';
  const isPooled = !apart && (await fromPool(build, folder));
  const keep = isPooled ? { keep: project.config.worktree.keep } : {};
  const placed = await host.git.placeWorktree(top, { path: folder, commit: start.commit, branch, apart, ...keep });
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

/**
 * Whatever stands in a worktree we are about to reset is kept under `refs/xpar/backup/` first. What git cannot take in (a
 * repository within, a `.git` that is no longer ours) is moved aside whole.
 */
async function keepLeft(build: Build, lane: Lane, folder: string, tip: string): Promise<void> {
  const { git, files, clock } = build.host;
  if (!(await files.exists(path.join(folder, '.git')))) return;
  const now = clock.now();
  try {
    const into = intoOf(build);
    const head = into.into === undefined ? await git.commitOf(folder, 'HEAD') : tip;
    if (head === undefined) return;
    const ref = `refs/xpar/backup/${lane.story.id}/${now}`;
    const { copied: leaveOut = [] } = storyState(build.project.store.state, lane.story.id).steps.worktree?.output ?? {};
    const message = `${lane.story.id}: left in its worktree\n`;
    const kept = await git.commitWorktree(folder, { base: head, ref, message, leaveOut, ...into });
    if (!kept.changed) await git.deleteRef(build.project.repository.top, ref);
  } catch {
    await files.rename(folder, `${folder}.set-aside-${now}`);
  }
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
