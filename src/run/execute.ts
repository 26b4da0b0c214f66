import type { Job } from '../model/job.ts';
import type { Step } from '../model/target.ts';
import { replaced } from './replan.ts';
import {
  cutOff,
  failedForGood,
  isRunning,
  retried,
  startable,
  started,
  stop,
  succeeded,
  waitsFor,
  type Schedule,
  type Start,
  type WaitsFor,
} from './schedule.ts';

/** How one step of one story ended. */
export type StepEnd =
  | { readonly end: 'done' }
  /** Failed with attempts left: run these steps of the story again. */
  | { readonly end: 'retry'; readonly steps: readonly Step[] }
  /** `halt`: no new lane is to start, whatever `-k` says. */
  | { readonly end: 'failed'; readonly halt?: boolean }
  /** Cut off by the person: neither done nor failed. */
  | { readonly end: 'interrupted' }
  /** Cancelled, for what is wanted of the story now: another job, or nothing. */
  | { readonly end: 'replaced'; readonly job?: Job };

export interface Executor {
  /** Runs one step to its end; never rejects for what a lane did. */
  run(start: Start): Promise<StepEnd>;
  /** Resolves when what is wanted changed, with what that makes of the schedule. Absent where it never does. */
  news?(): Promise<(now: Schedule) => Schedule>;
  /** Told when what a waiting story waits for changes. */
  waiting(story: string, on: WaitsFor): void;
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
    for (const start of startable(now)) {
      now = started(now, start);
      told.delete(start.story);
      running.set(
        start.story,
        executor.run(start).then((end) => ({ story: start.story, end })),
      );
    }
    if (!isRunning(now)) return now;
    tellWaiting(now, told, executor);
    const happened = await Promise.race([firstToEnd(running, executor), ...(news ? [news] : [])]);
    if (typeof happened === 'function') {
      now = happened(now);
      news = executor.news?.();
      continue;
    }
    running.delete(happened.story);
    now = after(now, happened.story, happened.end);
  }
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
    case 'retry':
      return retried(schedule, story, end.steps);
    case 'failed':
      return failedForGood(schedule, story, end.halt);
    case 'interrupted':
      return cutOff(schedule, story);
    case 'replaced':
      return replaced(schedule, story, end.job);
  }
}

function tellWaiting(schedule: Schedule, told: Map<string, string>, executor: Executor): void {
  for (const [story, progress] of schedule.jobs) {
    if (progress.state !== 'waiting') continue;
    const on = waitsFor(schedule, story);
    const text = JSON.stringify(on);
    if (!on || told.get(story) === text) continue;
    told.set(story, text);
    executor.waiting(story, on);
  }
}
