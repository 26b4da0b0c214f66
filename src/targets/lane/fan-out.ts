import type { StepOutputs } from '../../model/record.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import type { Crew } from '../run/hold-for-room.ts';
import { strayedFrom } from '../gates/strayed.ts';
import { during } from '../guard/guard.ts';
import { asSubtask, subtaskStates, type SubtaskState } from '../sizes/subtasks.ts';
import { worktree } from '../worktree.ts';
import { clashed, fanIn, foldSubtasks, type DoneSubtask } from './fan-in.ts';
import { sessionFolder } from './lane-tries.ts';
import { endSubtask, subtaskStep } from './subtask-step.ts';
import { worstOf } from './subtask-ends.ts';
import { tellingFor, type TellPart } from './tell-subtasks.ts';

type Result = StepResult<'implement'>;
type Failed = Extract<Result, { end: 'failed' }>;
type Place = StepOutputs['worktree'];

interface By {
  readonly place: Place;
  readonly crew: Crew;
  /** One session on the lane, in its worktree. */
  readonly session: (build: Build, lane: Lane, place: Place) => Promise<Result>;
}

/**
 * A session for each subtask, in a worktree and on a branch of its own, as soon as what it needs is done; then all their work as
 * the story's. One that fails leaves the others to their end: the story's next try begins with what is done of it.
 */
export async function fanOut(build: Build, lane: Lane, by: By): Promise<Result> {
  const { crew } = by;
  // Its own lane has no session.
  await build.project.store.append({ t: 'unstarted', at: build.host.clock.now(), run: build.run, story: lane.story.id });
  const running = new Map<string, Promise<readonly [string, Result | Error]>>();
  const ends: Result[] = [];
  const tried = new Set<string>();
  const part = tellingFor(build.tell, lane.story.id);
  let broke: Error | undefined;
  // What makes room on this machine are its sessions, not it.
  crew.busy -= 1;
  try {
    for (;;) {
      const mayBegin = broke === undefined && ends.every(isNoHalt) && !build.interrupted.aborted;
      for (const one of mayBegin ? ready(build, lane, tried) : []) {
        tried.add(one.lane);
        const end = onSubtask(build, lane, { ...by, one, part }).catch(asError);
        running.set(
          one.lane,
          end.then((result) => [one.lane, result]),
        );
      }
      if (running.size === 0) break;
      const [name, end] = await Promise.race(running.values());
      running.delete(name);
      if (end instanceof Error) broke ??= end;
      else ends.push(end);
    }
  } finally {
    crew.busy += 1;
  }
  if (broke !== undefined) throw broke;
  const worst = worstOf(ends);
  return worst === undefined ? together(build, lane, by.place) : asParked(worst);
}

/** What one of them left is kept by its own lane, and is not the story's work. */
function asParked(end: Result): Result {
  return end.end === 'parked' ? { end: 'parked', why: end.why } : end;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Where one ran out of what all draw on, no other is begun. */
function isNoHalt(end: Result): boolean {
  if (end.end === 'failed') return !end.halt && end.later === undefined;
  return end.end === 'done';
}

function ready({ project }: Build, lane: Lane, tried: ReadonlySet<string>): readonly SubtaskState[] {
  const isFree = ({ lane: name, parts, done }: SubtaskState): boolean =>
    parts !== undefined && done === undefined && !tried.has(name);
  return subtaskStates(project, lane).filter(isFree);
}

/** The whole of it has to be done by now: what is not was left out because of an interrupt. */
async function together(build: Build, lane: Lane, place: Place): Promise<Result> {
  const states = subtaskStates(build.project, lane);
  const done = states.filter(isDone);
  if (build.interrupted.aborted || done.length < states.length) return { end: 'interrupted' };
  for (const one of done) {
    // Work that was taken up after a kill has not been looked at.
    const own = asSubtask(lane.story, one.subtask);
    const strayed = await strayedWork(build, own, one.done);
    if (strayed === undefined) continue;
    await endSubtask(build, { lane: own.id, key: lane.key, step: 'implement' }, strayed);
    return asStorys(strayed, lane.story.id, one.subtask.id);
  }
  return fanIn(build, lane, place, done);
}

function isDone(one: SubtaskState): one is DoneSubtask {
  return one.done !== undefined;
}

async function onSubtask(build: Build, lane: Lane, by: By & { one: SubtaskState; part: TellPart }): Promise<Result> {
  const { one, part, crew, place } = by;
  const { id: subtask } = one.subtask;
  const story = lane.story.id;
  crew.busy += 1;
  try {
    const ground = await foldSubtasks(build, place.base, allNeeds(one).filter(isDone));
    if ('clash' in ground) return await clashed(build, lane, ground);
    const own = laneFor(build, lane, one);
    const result = await worked({ ...build, tell: part.tellAs(subtask) }, own, { ...by, tip: ground.commit });
    const state = result.end === 'done' || result.end === 'failed' ? result.end : 'stopped';
    build.tell({ t: 'subtask', story, subtask, state });
    return result.end === 'failed' ? asStorys(result, story, subtask) : result;
  } finally {
    crew.busy -= 1;
    part.over(subtask);
  }
}

/** What a subtask begins from, in the order in which it is merged. */
function allNeeds(one: SubtaskState): readonly SubtaskState[] {
  return [...new Map(one.needs.flatMap((need) => [...allNeeds(need), need]).map((need) => [need.lane, need])).values()];
}

function laneFor(build: Build, lane: Lane, one: SubtaskState): Lane {
  const { subtask, lane: name, parts } = one;
  const others = lane.story.subtasks.filter(({ id }) => id !== subtask.id);
  return {
    ...lane,
    story: asSubtask(lane.story, subtask),
    implementParts: parts!,
    folder: sessionFolder(build, name, 'implement'),
    part: { subtask, others, stands: allNeeds(one).map((need) => need.subtask.id) },
  };
}

async function worked(build: Build, own: Lane, by: By & { tip: string }): Promise<Result> {
  const at = { tip: by.tip, crew: by.crew };
  const { story } = own;
  const made = await subtaskStep(build, own, 'worktree', async () => {
    const work = (): Promise<StepResult<'worktree'>> => worktree(build, own, at);
    return (await during(build, { story: story.id, step: 'worktree' }, work)).value;
  });
  if (made.end !== 'done') return made;
  const leave = await build.turnstile?.pass(build, { story: ownerOf(story.id).story, model: story.budget?.model });
  if (leave === undefined && build.turnstile !== undefined) return { end: 'interrupted' };
  try {
    const { part } = own;
    build.tell({ t: 'subtask', story: story.id, subtask: part!.subtask.id, state: 'started' });
    return await subtaskStep(build, own, 'implement', async () => inScope(build, own, await by.session(build, own, made.output)));
  } finally {
    leave?.();
  }
}

async function inScope(build: Build, { story }: Lane, result: Result): Promise<Result> {
  return result.end === 'done' ? ((await strayedWork(build, story, result.output)) ?? result) : result;
}

/** An edit outside the subtask's files is one outside a story's. */
async function strayedWork(
  { host, project }: Build,
  story: Lane['story'],
  { base, commit }: StepOutputs['implement'],
): Promise<Failed | undefined> {
  const strayed = strayedFrom(project.config, story, await host.git.changedPaths(project.repository.top, base, commit));
  if (strayed === undefined) return undefined;
  const failure = `These files lie outside your part's scope and must be as they were: ${strayed.paths.join(', ')}`;
  return failed(strayed, { retry: true, failure });
}

/** Its failure is the story's, with its name. */
function asStorys(result: Failed, story: string, subtask: string): Result {
  if (result.problem.reason === 'subtask-conflict') return result;
  const own = 'story' in result.problem ? { ...result.problem, story } : result.problem;
  return { ...result, problem: { reason: 'subtask-failed', story, subtask, problem: own } };
}
