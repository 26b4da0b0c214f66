import type { Job } from '../model/job.ts';
import type { Step } from '../model/target.ts';
import { replaced } from './replan.ts';
import { nextUp, type WaitsFor } from './next-starts.ts';
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
  /** Lets whatever else has ended by now come in. */
  gather(): Promise<void>;
  /** Asks everything that runs to stop: something broke that makes going on pointless. */
  readonly stopAll: () => void;
  /** Aborts when the person interrupts: nothing more starts. */
  readonly interrupted: AbortSignal;
}

/** Runs a schedule to its end: starts what can start, waits for any end, and asks the schedule again. Gives how everything stands. */
export async function execute(schedule: Schedule, executor: Executor): Promise<Schedule> {
  let now = schedule;
  const running = new Running();
  const told = new Map<string, WaitsFor>();
  let news = executor.news?.();
  for (;;) {
    if (executor.interrupted.aborted) now = stop(now);
    now = funded(now, executor.left());
    let { starts, waits } = nextUp(now);
    for (const start of starts) {
      now = started(now, start);
      told.delete(start.story);
      running.add(start.story, executor.run(start, now.jobs.get(start.story)!.left));
    }
    if (starts.length > 0) ({ waits } = nextUp(now));
    const pending = waitedFor(now, { waits, told }, executor);
    if (!isRunning(now) && pending === undefined) return now;
    const happened = await firstOf(firstToEnd(running, executor), news, pending);
    if (happened === 'answered') continue;
    if (typeof happened === 'function') {
      now = happened(now);
      news = executor.news?.();
      continue;
    }
    if (running.isAny) {
      await executor.gather();
      // What broke meanwhile breaks now, before anything else is started.
      await firstToEnd(running, executor);
    }
    now = running.take().reduce((then, { story, end }) => after(then, story, end), now);
  }
}

interface Ended {
  readonly story: string;
  readonly end: StepEnd;
}

/** Steps that run, and those that have ended since it was last looked: where many end at once, the schedule is asked once. */
class Running {
  readonly #running = new Map<string, Promise<void>>();
  #ended: Ended[] = [];
  #failed: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  add(story: string, run: Promise<StepEnd>): void {
    const ended = run.then(
      (end) => void this.#ended.push({ story, end }),
      (error: unknown) => {
        this.#failed ??= { error };
      },
    );
    this.#running.set(
      story,
      ended.then(() => this.#wake()),
    );
  }

  /** Resolves when any has ended, or at once where one has; rejects as soon as one broke. */
  async any(): Promise<void> {
    if (this.#ended.length === 0 && this.#failed === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failed !== undefined) throw this.#failed.error;
  }

  async all(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Does another run, beside the one that has ended? */
  get isAny(): boolean {
    return this.#running.size > 1;
  }

  /** Those that have ended, in the order they did. */
  take(): readonly Ended[] {
    const ended = this.#ended;
    this.#ended = [];
    for (const { story } of ended) this.#running.delete(story);
    return ended;
  }
}

interface Waits {
  readonly waits: ReadonlyMap<string, WaitsFor>;
  /** What was told last of each story. */
  readonly told: Map<string, WaitsFor>;
}

/** Tells who waits for what, and gives the answer that is waited for, where there is one. */
function waitedFor(now: Schedule, waits: Waits, executor: Executor): Promise<void> | undefined {
  if (isRunning(now) || now.stopped === 'no') tellWaiting(waits, executor);
  return now.stopped === 'all' ? undefined : executor.pending();
}

async function firstOf<N>(
  ended: Promise<'ended'>,
  news: Promise<N> | undefined,
  pending: Promise<void> | undefined,
): Promise<'ended' | N | 'answered'> {
  // What is not waited for any more may still break: then the next that is waited for breaks too.
  ended.catch(() => undefined);
  const answered = pending?.then(() => 'answered' as const);
  return Promise.race([ended, ...(news ? [news] : []), ...(answered ? [answered] : [])]);
}

/** A bug in one lane must not leave the others running behind our back: they are stopped and waited for, then it is told. */
async function firstToEnd(running: Running, executor: Executor): Promise<'ended'> {
  try {
    await running.any();
    return 'ended';
  } catch (error) {
    executor.stopAll();
    await running.all();
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

function tellWaiting({ waits, told }: Waits, executor: Executor): void {
  for (const [story, on] of waits) {
    const before = told.get(story);
    const isKnown = before !== undefined && before.for === on.for && onOf(before) === onOf(on);
    if (!isKnown && executor.waiting(story, on)) told.set(story, on);
  }
}

function onOf(wait: WaitsFor): string | undefined {
  return 'on' in wait ? wait.on : undefined;
}
