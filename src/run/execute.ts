import type { Job } from '../model/job.ts';
import type { Step } from '../model/target.ts';
import { replaced } from './replan.ts';
import { startable, waits, type WaitsFor } from './next-starts.ts';
import {
  cutOff,
  failedForGood,
  funded,
  isRunning,
  parked,
  rebasing,
  retried,
  started,
  stop,
  succeeded,
  type Schedule,
  type Start,
} from './schedule.ts';

/** How one step of one story ended. */
export type StepEnd =
  | { readonly end: 'done' }
  /** Failed with attempts left, or not at its last role: run these steps of the story again; `draws` is what they reserve; `rebases`: it did not merge. */
  | { readonly end: 'retry'; readonly steps: readonly Step[]; readonly draws?: Job['draws']; readonly rebases?: boolean }
  /** `halt`: no new lane is to start, whatever `-k` says. */
  | { readonly end: 'failed'; readonly halt?: boolean }
  /** Made to hand back before it was done. */
  | { readonly end: 'parked' }
  /** Cut off by the person: neither done nor failed. */
  | { readonly end: 'interrupted' }
  /** Cancelled, for what is wanted of the story now: another job, or nothing. */
  | { readonly end: 'replaced'; readonly job?: Job };

export interface Executor {
  /** Runs one step to its end; never rejects for what a lane did. `left`: the lane's steps from this one on. */
  run(start: Start, left: readonly Step[]): Promise<StepEnd>;
  /** Resolves when what is wanted changed, with what that makes of the schedule. Absent where it never does. */
  news?(): Promise<(now: Schedule) => Schedule>;
  /** Told when what a waiting story waits for changes; false: there is nothing to say of it yet, and it is told again. */
  waiting(story: string, on: WaitsFor): boolean;
  /** What is left of each budget, without what is reserved for those that run. */
  left(): ReadonlyMap<string, number>;
  /** Something that is waited for before more may start, beside what runs: a person's answer. */
  pending(): Promise<void> | undefined;
  /** Asks everything that runs to stop: something broke that makes going on pointless. */
  readonly stopAll: () => void;
  /** Aborts when the person interrupts: nothing more starts. */
  readonly interrupted: AbortSignal;
}

/** Runs a schedule to its end: starts what can start, waits for any end, and asks the schedule again. Gives how everything stands. */
export async function execute(schedule: Schedule, executor: Executor): Promise<Schedule> {
  let now = schedule;
  const running = new Map<string, Promise<{ story: string; end: StepEnd }>>();
  const told = new Map<string, string>();
  let news = executor.news?.();
  for (;;) {
    if (executor.interrupted.aborted) now = stop(now);
    now = funded(now, executor.left());
    for (const start of startable(now)) {
      now = started(now, start);
      told.delete(start.story);
      running.set(
        start.story,
        executor.run(start, now.jobs.get(start.story)!.left).then((end) => ({ story: start.story, end })),
      );
    }
    const pending = waitedFor(now, told, executor);
    if (!isRunning(now) && pending === undefined) return now;
    const happened = await firstOf(firstToEnd(running, executor), news, pending);
    if (happened === 'answered') continue;
    if (typeof happened === 'function') {
      now = happened(now);
      news = executor.news?.();
      continue;
    }
    running.delete(happened.story);
    now = after(now, happened.story, happened.end);
  }
}

/** Tells who waits for what, and gives the answer that is waited for, where there is one. */
function waitedFor(now: Schedule, told: Map<string, string>, executor: Executor): Promise<void> | undefined {
  if (isRunning(now) || now.stopped === 'no') tellWaiting(now, told, executor);
  return now.stopped === 'all' ? undefined : executor.pending();
}

async function firstOf<E, N>(
  ended: Promise<E>,
  news: Promise<N> | undefined,
  pending: Promise<void> | undefined,
): Promise<E | N | 'answered'> {
  // What is not waited for any more may still break: then the next that is waited for breaks too.
  ended.catch(() => undefined);
  const answered = pending?.then(() => 'answered' as const);
  return Promise.race([ended, ...(news ? [news] : []), ...(answered ? [answered] : [])]);
}

/** A bug in one lane must not leave the others running behind our back: they are stopped and waited for, then it is told. */
async function firstToEnd<T>(running: ReadonlyMap<string, Promise<T>>, executor: Executor): Promise<T> {
  try {
    return await Promise.race(running.values());
  } catch (error) {
    executor.stopAll();
    await Promise.allSettled(running.values());
    throw error;
  }
}

function after(schedule: Schedule, story: string, end: StepEnd): Schedule {
  switch (end.end) {
    case 'done':
      return succeeded(schedule, story);
    case 'retry': {
      const again = retried(schedule, story, end.steps, end.draws);
      return end.rebases === true ? rebasing(again, story) : again;
    }
    case 'failed':
      return failedForGood(schedule, story, end.halt);
    case 'parked':
      return parked(schedule, story);
    case 'interrupted':
      return cutOff(schedule, story);
    case 'replaced':
      return replaced(schedule, story, end.job);
  }
}

function tellWaiting(schedule: Schedule, told: Map<string, string>, executor: Executor): void {
  for (const [story, on] of waits(schedule)) {
    const text = JSON.stringify(on);
    if (told.get(story) === text) continue;
    if (executor.waiting(story, on)) told.set(story, text);
  }
}
