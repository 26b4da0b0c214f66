import path from 'node:path';
import type { Handoff } from '../../agents/handoff.ts';
import { jointHandoff, type PartHandoff } from '../../agents/joint-handoff.ts';
import { chainOf, type Member } from '../../integrate/chain.ts';
import type { StepOutputs } from '../../model/record.ts';
import { storyState } from '../../record/fold.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { aidsOf } from '../waves/clashes.ts';
import { laneBranch } from '../project/project.ts';
import type { SubtaskState } from '../sizes/subtasks.ts';
import { workMessage } from './keep-work.ts';
import { endSubtask } from './subtask-step.ts';

/** Subtasks whose work is done. */
export type DoneSubtask = SubtaskState & { readonly done: StepOutputs['implement'] };

/** The work of several subtasks on top of one commit, or the first whose work does not merge with that of the others. */
export type Folded =
  | { readonly commit: string; readonly tree: string }
  /** `isOutdated`: not with the others', but with what it is to stand on now. */
  | { readonly clash: DoneSubtask; readonly paths: readonly string[]; readonly isOutdated: boolean };

/** Merges the work of subtasks one on top of the other, without a working tree. */
export async function foldSubtasks({ host, project }: Build, base: string, subtasks: readonly DoneSubtask[]): Promise<Folded> {
  const { top } = project.repository;
  const members = subtasks.map(({ lane, done }): Member => ({
    story: lane,
    lane: done.commit,
    laneBase: done.base,
    message: `${lane}: merged with its story's others\n`,
  }));
  const { links, conflicts } = await chainOf(host.merger(top), base, members, aidsOf(project));
  const refused = conflicts.map(({ member }) => member.story);
  const clash = subtasks.find(({ lane }) => refused.includes(lane));
  if (clash) {
    const alone = await chainOf(host.merger(top), base, [members.find(({ story }) => story === clash.lane)!], aidsOf(project));
    const { paths } = conflicts.find(({ member }) => member.story === clash.lane)!;
    return { clash, paths, isOutdated: alone.conflicts.length > 0 };
  }
  const last = links.at(-1);
  return last ? { commit: last.commit, tree: last.tree } : { commit: base, tree: await host.git.treeOf(top, base) };
}

/** All are done: their work becomes the story's one commit, on its own branch. */
export async function fanIn(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
  subtasks: readonly DoneSubtask[],
): Promise<StepResult<'implement'>> {
  const { host, project } = build;
  const { top } = project.repository;
  const { story, adapter, implementParts } = lane;
  const folded = await foldSubtasks(build, place.base, subtasks);
  if ('clash' in folded) return clashed(build, lane, folded);
  const message = workMessage(build, story, adapter.name);
  const commit = await host.merger(top).commitTree(folded.tree, [place.base], message);
  const placed = await host.git.placeWorktree(top, {
    path: place.path,
    commit,
    branch: laneBranch(story.id),
    apart: project.config.isolation === 'clone',
  });
  if (!placed.ok)
    return failed({ reason: 'worktree-failed', story: story.id, detail: placed.detail }, { retry: false, counts: false });
  const before = await host.git.treeOf(top, place.base);
  await handOver(build, lane, subtasks, await host.git.changedPaths(top, place.base, commit));
  const output = { commit, tree: folded.tree, base: place.base, changed: folded.tree !== before };
  if (output.changed || project.landings.has(story.id)) return { end: 'done', parts: implementParts, output };
  const log = project.store.layout.attempt(story.id, 1);
  return failed({ reason: 'nothing-done', story: story.id, log }, { retry: false });
}

/** What the parts left for whoever comes next is the story's; one that cannot be read is left out. */
async function handOver(
  { host, project }: Build,
  { story, folder }: Lane,
  subtasks: readonly DoneSubtask[],
  paths: readonly string[],
): Promise<void> {
  const { layout, state } = project.store;
  const texts = subtasks.map(async ({ subtask, lane }): Promise<PartHandoff[]> => {
    const session = layout.attempt(lane, storyState(state, lane).starts);
    const handoff = readHandoff(await host.files.readText(path.join(session, 'handoff.json')));
    return handoff === undefined ? [] : [{ subtask: subtask.id, handoff }];
  });
  const joint = jointHandoff(story, paths, (await Promise.all(texts)).flat());
  await host.files.writeAtomic(path.join(folder, 'handoff.json'), `${JSON.stringify(joint, null, 2)}\n`);
}

/** Written by us alone; an agent may have had its hands in it. */
function readHandoff(text: string | undefined): Handoff | undefined {
  try {
    const handoff = JSON.parse(text ?? '') as Partial<Handoff>;
    const lists = [handoff.commands, handoff.risks, handoff.differences, handoff.docs ?? []];
    return lists.every(Array.isArray) ? (handoff as Handoff) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * It is done again, from what the others have come to: they cannot be in its way then. Where what it was built on has changed
 * meanwhile, that is nobody's fault, and it is begun anew.
 */
export async function clashed(
  build: Build,
  { story, key }: Lane,
  { clash, paths, isOutdated }: Extract<Folded, { clash: DoneSubtask }>,
): Promise<StepResult<'implement'>> {
  const subtask = clash.subtask.id;
  if (isOutdated) {
    const { project, host, run } = build;
    await project.store.append({ t: 'put-away', at: host.clock.now(), run, story: clash.lane });
    build.tell({ t: 'subtask', story: story.id, subtask, state: 'conflict', paths });
    return failed({ reason: 'subtask-conflict', story: story.id, subtask, paths }, { retry: true, counts: false });
  }
  const failure = `Your work did not merge with that of the story's other parts, in: ${paths.join(', ')}. Theirs stands in the worktree now: do your part again on top of it.`;
  const result = failed({ reason: 'subtask-conflict', story: story.id, subtask, paths }, { retry: true, failure });
  await endSubtask(build, { lane: clash.lane, key, step: 'implement' }, result);
  build.tell({ t: 'subtask', story: story.id, subtask, state: 'conflict', paths });
  return { ...result, failure: '' };
}
