import type { Finding, Problem } from '../../model/problem.ts';
import type { StepOutput } from '../../model/record.ts';
import type { Step } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import type { StepEnd } from '../../run/execute.ts';
import type { Start } from '../../run/schedule.ts';
import { budgetCheck } from '../budget-check.ts';
import { failed, type Build, type Lane, type StepResult } from './build.ts';
import type { BurnWatch } from './burn-watch.ts';
import { gate } from '../gate.ts';
import { checkoutLeft } from '../lane/checkout-steps.ts';
import { heldLane, tellHeld } from '../lane/held-lane.ts';
import { newCrew, turnBegins, type Crew } from './hold-for-room.ts';
import { newInLine } from './in-line.ts';
import { during } from '../guard/guard.ts';
import { implement } from '../implement.ts';
import { failuresOf, sessionFolder, tellTurned } from '../lane/lane-tries.ts';
import { Radar } from '../waves/radar.ts';
import { startCommit } from '../project/project.ts';
import { fullVolume, troubleOf } from './trouble.ts';
import { turnOver } from '../lane/shared-worktree.ts';
import { handOn } from '../lane/spares.ts';
import { onTurn } from '../lane/turn.ts';
import { readmit } from '../lane/readmit.ts';
import { unfitWork } from '../lane/unfit-work.ts';
import { Waves, type Line } from '../waves/waves.ts';
import { worktree } from '../worktree.ts';

/** The chain a lane goes through again after a failure that may pass. */
const AGAIN: readonly Step[] = ['worktree', 'implement', 'gate', 'integrate'];

/** What one step works from: the lane's card, and the build as that lane sees it. */
export interface Bench {
  readonly build: Build;
  readonly lane: Omit<Lane, 'attempt' | 'folder'>;
}

/** Runs targets of one build: journal before and after, events, attempts. */
export function targetRunner(
  first: Build,
  grade: (problem: Problem) => Finding,
  burn: BurnWatch,
): (start: Start, bench: Bench) => Promise<StepEnd> {
  const crew = newCrew();
  const line: Line = { tip: startCommit(first.project), landed: [] };
  const radar = new Radar(first, line);
  const waves = new Waves(first, line, radar);
  const run = async ({ story, step }: Start, { build: quiet, lane: base }: Bench): Promise<StepEnd> => {
    const build = { ...quiet, tell: radar.hearing(quiet.tell), inLine: newInLine(quiet.host.clock) };
    const { host, project, tell } = build;
    await readmit(build, base);
    const plain: Lane = { ...base, attempt: failuresOf(build, base) + 1, folder: sessionFolder(build, story, step) };
    const lane = step === 'implement' ? onTurn(host, project, plain) : plain;
    const begun = host.clock.monotonicMs();
    await project.store.append({
      t: 'started',
      at: host.clock.now(),
      run: build.run,
      story,
      step,
      key: lane.key,
      attempt: lane.attempt,
    });
    const place = storyState(project.store.state, story).steps.worktree?.output;
    if (step === 'implement' && place !== undefined) radar.open(story, place);
    tell({ t: 'started', story, step, attempt: lane.attempt, ...(lane.turn && { role: lane.turn.role.name }) });
    const work = (): Promise<StepResult> => runStep(build, lane, step, { line, waves, burn, crew });
    const result = await unlessFull(build, await guarded(build, lane, () => lookedAfter(build, { story, step }, work)));
    tell({
      t: 'ended',
      story,
      step,
      ok: result.end === 'done' || result.end === 'turned',
      durationMs: Math.round(host.clock.monotonicMs() - begun),
      reused: result.end === 'done' && result.reused === true,
    });
    if (result.end === 'done' && step === 'implement')
      await radar.done(story, (result as StepResult<'implement'> & { end: 'done' }).output);
    if (result.end !== 'done' || step === 'integrate') radar.close(story);
    await turnOver(build, story, step, result.end);
    const end = await conclude(build, lane, { step, result, grade, line });
    // Once it is in the journal: a build that is killed before finds the work where it was done.
    await checkoutLeft(build, story, step, result.end);
    return end;
  };
  return async (start, bench) => {
    const { build } = bench;
    turnBegins(crew, start.story);
    if (start.step === 'integrate') waves.coming.expect(start.story);
    try {
      const held = heldLane(build, start, bench.lane);
      if (held) radar.close(start.story);
      return held ?? (await run(start, bench));
    } catch (error) {
      // The journal cannot be written: nothing that runs now could be remembered, so nothing more is started.
      const detail = error instanceof Error ? error.message : String(error);
      const { journal } = build.project.store.layout;
      const trouble = await troubleOf(build.host.files, error);
      build.tell({ t: 'problem', finding: grade(trouble ?? { reason: 'not-writable', path: journal, detail }) });
      build.stopAll();
      return { end: 'interrupted' };
    } finally {
      crew.busy -= 1;
      waves.coming.came(start.story);
      if (crew.busy === 0) radar.rest();
    }
  };
}

/**
 * Gates and installers run what agents wrote: what they change of git is put back too, and a gate that does puts its lane out. A
 * session has its guard around the agent alone; what has landed has landed.
 */
async function lookedAfter(build: Build, { story, step }: Start, work: () => Promise<StepResult>): Promise<StepResult> {
  if (step === 'budget-check' || step === 'implement') return work();
  const { value, tampered } = await during(build, { story, step }, work);
  return tampered !== undefined && step === 'gate' ? failed(tampered, { retry: false }) : value;
}

/** Git or the disk failing under one lane stops that lane, with their words; it is no reason to lose the others. */
async function guarded(build: Build, lane: Lane, work: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await work();
  } catch (error) {
    const trouble = await troubleOf(build.host.files, error);
    // No room on the disk, or for open files: every other lane would meet the same.
    if (trouble?.reason === 'disk-full' || trouble?.reason === 'files-exhausted')
      return failed(trouble, { retry: false, counts: false, halt: true });
    const detail = error instanceof Error ? error.message : String(error);
    return failed({ reason: 'lane-broke', story: lane.story.id, detail }, { retry: false, counts: false });
  }
}

/** An agent, a setup or a gate that failed where no room is left failed for want of it: that is no attempt of the story's. */
async function unlessFull(build: Build, result: StepResult): Promise<StepResult> {
  if (result.end !== 'failed') return result;
  const full = await fullVolume(build.host.files, build.project);
  return full === undefined ? result : failed(full, { retry: false, counts: false, halt: true });
}

interface With {
  readonly line: Line;
  readonly waves: Waves;
  readonly burn: BurnWatch;
  readonly crew: Crew;
}

async function runStep(build: Build, lane: Lane, step: Step, with_: With): Promise<StepResult> {
  const { line, waves, burn, crew } = with_;
  const { steps } = storyState(build.project.store.state, lane.story.id);
  switch (step) {
    case 'budget-check':
      return budgetCheck(build, lane);
    case 'worktree':
      return worktree(build, lane, { tip: line.tip, crew });
    case 'implement':
      return implement(build, lane, need(steps.worktree?.output), { burn, crew });
    case 'gate': {
      const work = need(steps.implement?.output);
      return (await unfitWork(build, lane, work)) ?? gate(build, lane, work);
    }
    case 'integrate':
      await handOn(build, lane.story.id);
      return waves.enter({ build, lane, work: { implement: need(steps.implement?.output), gate: need(steps.gate?.output) } });
  }
}

function need<T>(output: T | undefined): T {
  if (output === undefined) throw new Error('a target ran before what it needs');
  return output;
}

async function conclude(
  build: Build,
  lane: Lane,
  at: { step: Step; result: StepResult; grade: (problem: Problem) => Finding; line: Line },
): Promise<StepEnd> {
  const { step, result, grade, line } = at;
  const { store } = build.project;
  const now = build.host.clock.now();
  const common = { at: now, run: build.run, story: lane.story.id, step, key: lane.key };
  switch (result.end) {
    case 'interrupted':
      return { end: 'interrupted' };
    case 'parked': {
      if (step !== 'implement') return tellHeld(build, lane.story.id, result.why);
      const { why, commit, report } = result;
      const kept = commit === undefined ? {} : { commit };
      const { key, run, story } = common;
      await store.append({ t: 'parked', at: now, run, story, key, why, ...kept, ...(report === undefined ? {} : { report }) });
      build.tell({ t: 'parked', story, why, ...kept });
      return { end: 'parked' };
    }
    case 'done':
      if (step === 'implement') build.door.passed(lane.story.id);
      await store.append({
        t: 'done',
        ...common,
        ...build.inLine?.told(),
        parts: result.parts,
        output: result.output as StepOutput,
      });
      if (step === 'integrate') await tellIntegrated(build, lane, line);
      return { end: 'done' };
    case 'turned':
      tellTurned(build, lane, result);
      return { end: 'retry', steps: AGAIN };
    case 'failed':
      return afterFailure(build, lane, { step, result, grade });
  }
}

/** The story waits for its provider, is tried again, or has failed for good. */
async function afterFailure(
  build: Build,
  lane: Lane,
  at: { step: Step; result: Extract<StepResult, { end: 'failed' }>; grade: (problem: Problem) => Finding },
): Promise<StepEnd> {
  const { step, result, grade } = at;
  const { counts, failure, later } = result;
  const { project, tell, run } = build;
  const story = lane.story.id;
  const until = later && !build.interrupted.aborted ? build.door.shut(story, later) : undefined;
  const problem = until === undefined ? result.problem : { ...result.problem, resumesAt: until };
  const finding = grade(problem);
  const common = { at: build.host.clock.now(), run, story, step, key: lane.key };
  await project.store.append({ t: 'failed', ...common, ...build.inLine?.told(), counts, failure, problem });
  if (until !== undefined) {
    tell({ t: 'paused', story, cause: later!.cause, until, finding });
    return { end: 'retry', steps: AGAIN };
  }
  const failures = failuresOf(build, lane);
  const { retries } = project.config;
  if (result.retry && failures < retries && !build.interrupted.aborted) {
    tell({ t: 'retrying', story, attempt: failures + 1, of: retries, finding });
    return { end: 'retry', steps: AGAIN, rebases: problem.reason === 'merge-conflict' };
  }
  tell({ t: 'failed', story, finding });
  return { end: 'failed', halt: result.halt };
}

async function tellIntegrated(build: Build, lane: Lane, line: Line): Promise<void> {
  const { steps, integrated } = storyState(build.project.store.state, lane.story.id);
  const work = need(steps.implement?.output);
  const paths = await build.host.git.changedPaths(build.project.repository.top, work.base, work.commit);
  line.landed.push({ story: lane.story.id, commit: work.commit, paths });
  build.tell({ t: 'integrated', story: lane.story.id, commit: integrated?.commit ?? '' });
}
