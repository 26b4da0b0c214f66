import type { Job } from '../../model/job.ts';
import { STEPS } from '../../model/target.ts';
import { QUIET_MS } from '../../run/batches.ts';
import type { StepEnd } from '../../run/execute.ts';
import type { Start } from '../../run/schedule.ts';
import type { Build } from './build.ts';
import { adrsIn, newEdit, type Edit } from './sunk.ts';
import type { Superseded, UnderWay } from '../choose/superseded.ts';

/** One story's step under way. */
export interface Lane extends UnderWay {
  readonly cancel: AbortController;
  /** Set from the edit that makes it stale until one that makes it wanted again; for good, once it is cancelled. */
  doom?: Doom;
  isCancelled: boolean;
}

export interface Doom {
  readonly edit: Edit;
  /** Absent where the edit was undone after the lane was cancelled. */
  readonly why?: Superseded;
  /** What is wanted of the story since. */
  readonly job?: Job;
}

/** For so long an edit can be undone before it costs a session: a slip of the hand, a branch looked at and left. */
export const GRACE_MS = 1_500;
/** Edits that are still being looked at may undo it; where something is saved always, they are not waited for longer. */
const GRACE_MOST_MS = 10_000;

/** Lanes that an edit made stale, from the edit until they are cancelled. */
export interface Doomed {
  /** Of the stories that run, `changed` are to be cancelled; `jobs` take their place when they have ended. */
  take(running: readonly string[], changed: ReadonlyMap<string, Superseded>, jobs: readonly Job[]): void;
  /** Cancels what the edit still makes stale, all at once: at the end of its grace, or of the first of its lanes. */
  strike(edit: Edit): void;
}

/** `isPending`: is there an edit that is not part of the run yet? */
export function doomedAmong(build: Build, lanes: ReadonlyMap<string, Lane>, isPending: () => boolean): Doomed {
  const { interrupted, tell } = build;

  async function graced(edit: Edit): Promise<void> {
    const { clock } = build.host;
    const since = clock.monotonicMs();
    const isHeld = (): boolean => !interrupted.aborted && isPending() && clock.monotonicMs() - since < GRACE_MOST_MS;
    await clock.wait(GRACE_MS, interrupted);
    while (isHeld()) await clock.wait(QUIET_MS, interrupted);
    if (!interrupted.aborted) strike(edit);
  }

  function strike(edit: Edit): void {
    const struck = [...lanes].filter(([, lane]) => lane.doom?.edit === edit && !lane.isCancelled);
    for (const adr of adrsIn(struck.flatMap(([, { doom }]) => doom?.why ?? []))) edit.adrs.add(adr);
    for (const [story, lane] of struck) {
      lane.isCancelled = true;
      edit.left += 1;
      tell({ t: 'stale-in-flight', story, step: lane.step, ...lane.doom!.why! });
    }
    for (const [, lane] of struck) lane.cancel.abort();
  }

  return {
    take(running, changed, jobs) {
      const edit = newEdit();
      for (const story of running) {
        const lane = lanes.get(story)!;
        const [why, job] = [changed.get(story), jobs.find((one) => one.story === story)];
        if (why === undefined && !lane.isCancelled) delete lane.doom;
        else lane.doom = { edit: lane.doom?.edit ?? edit, ...(why ? { why } : {}), ...(job ? { job } : {}) };
      }
      if ([...lanes.values()].some((lane) => lane.doom?.edit === edit)) void graced(edit);
    },
    strike,
  };
}

/** What becomes of a lane that was cancelled. Done for what is wanted again, it stands; `isOver`: the run is interrupted. */
export function endOf({ step }: Start, end: StepEnd, { why, job, isOver }: Doom & { readonly isOver: boolean }): StepEnd {
  const isDone = end.end === 'done';
  if (isDone ? why === undefined : isOver) return end;
  if (job === undefined) return isDone && step === 'integrate' ? end : { end: 'replaced' };
  // Decided while it was not known that this would be done: the work that `job` builds on may not be the latest any more.
  const whole = { ...job, steps: STEPS.slice(0, STEPS.indexOf(job.steps.at(-1)!) + 1) };
  return { end: 'replaced', job: isDone && step === 'implement' ? whole : job };
}
