import type { Job } from '../model/job.ts';
import { STEPS, type Step } from '../model/target.ts';

export interface Limits {
  readonly agents: number;
  readonly gates: number;
  /** Lanes between their session and their landing; beyond that none begins, as each has a checkout, and starts from what stands now. */
  readonly inLine?: number;
  /** Lanes at once of a model that has a bound. */
  readonly perModel?: ReadonlyMap<string, number>;
  /** May the two hold their files at the same time? */
  readonly clash: (a: string, b: string) => boolean;
  /** Do their scopes name a file in common? While one of them is rebased, nothing of the other moves what it is rebased onto. */
  readonly shares?: (a: string, b: string) => boolean;
  /** Might the two meet in a file, as far as is guessed? Others go first where there are others; nobody is kept out by it. */
  readonly mayMeet?: (a: string, b: string) => boolean;
  /** Lanes of earlier runs whose work stands: their files are kept for them, whether this run goes on with them or not. */
  readonly standing?: ReadonlySet<string>;
  /** On a failure: go on with what does not depend on it (`-k`), or start nothing new. */
  readonly keepGoing: boolean;
}

type JobState = 'waiting' | 'running' | 'reached' | 'integrated' | 'failed' | 'skipped' | 'parked';

/** How far one job has come. */
export interface Progress {
  readonly job: Job;
  readonly left: readonly Step[];
  readonly state: JobState;
  /** Holds its files: from its worktree until it is integrated or has failed for good. */
  readonly holds: boolean;
  /** It conflicted with what stands, and is being brought together with it. */
  readonly rebases?: boolean;
}

/** A schedule under way. A plain value: every transition below gives a new one. */
export interface Schedule {
  readonly limits: Limits;
  readonly jobs: ReadonlyMap<string, Progress>;
  /** Stories that depended on something that is already integrated need nothing; anything else unknown is unmet. */
  readonly integrated: ReadonlySet<string>;
  /** After a failure without `-k` no new lane starts, those under way go on; after an interrupt nothing does. */
  readonly stopped: 'no' | 'new-lanes' | 'all';
  /** What is left of each budget, beside what is reserved for those under way; one that is not in it is no bound. */
  readonly left: ReadonlyMap<string, number>;
}

export interface Start {
  readonly story: string;
  readonly step: Step;
}

export function newSchedule(jobs: readonly Job[], integrated: ReadonlySet<string>, limits: Limits): Schedule {
  const entries = jobs.map((job): [string, Progress] => [job.story, { job, left: job.steps, state: 'waiting', holds: false }]);
  return settle({ limits, jobs: new Map(entries), integrated, stopped: 'no', left: new Map() });
}

export function started(schedule: Schedule, start: Start): Schedule {
  return change(schedule, start.story, (progress) => ({
    ...progress,
    state: 'running',
    holds: progress.holds || start.step !== 'budget-check',
  }));
}

/** A step is done. After the last one asked for the story rests; when that was `integrate` its files are free and what needs it may start. */
export function succeeded(schedule: Schedule, story: string): Schedule {
  const done = schedule.jobs.get(story)!.left[0]!;
  const next = change(schedule, story, (progress) => {
    const left = progress.left.slice(1);
    if (left.length > 0) return { ...progress, left, state: 'waiting' };
    return { ...progress, left, state: done === 'integrate' ? 'integrated' : 'reached', holds: false };
  });
  return settle(done === 'integrate' ? { ...next, integrated: new Set([...next.integrated, story]) } : next);
}

/** A failure with attempts left: the chain starts again at `steps`, as far as was asked for, in a session of its own; the files stay held. */
export function retried(schedule: Schedule, story: string, steps: readonly Step[], draws?: Job['draws']): Schedule {
  return change(schedule, story, (progress) => {
    const last = STEPS.indexOf(progress.job.steps.at(-1)!);
    const { shares: _none, ...own } = progress.job;
    const job = draws === undefined ? own : { ...own, draws };
    return { ...progress, job, left: steps.filter((step) => STEPS.indexOf(step) <= last), state: 'waiting' };
  });
}

/** It did not merge: until it has landed or failed for good, those on the same files wait for it. */
export function rebasing(schedule: Schedule, story: string): Schedule {
  return change(schedule, story, (progress) => ({ ...progress, rebases: true }));
}

/** A failure for good: what depends on it is skipped; without `-k`, or with `halt`, nothing new starts. */
export function failedForGood(schedule: Schedule, story: string, halt = false): Schedule {
  const next = change(schedule, story, (progress) => ({ ...progress, state: 'failed', holds: false }));
  return settle({ ...next, stopped: next.stopped === 'no' && (halt || !schedule.limits.keepGoing) ? 'new-lanes' : next.stopped });
}

/** With what is left of each budget now. */
export function funded(schedule: Schedule, left: ReadonlyMap<string, number>): Schedule {
  return { ...schedule, left };
}

/** Made to hand back before its step ended: it goes on in another run, and its files are its own until then. */
export function parked(schedule: Schedule, story: string): Schedule {
  return change(schedule, story, (progress) => ({ ...progress, state: 'parked' }));
}

/** Cut off by the person before its step ended: it did not fail, and nothing more starts. */
export function cutOff(schedule: Schedule, story: string): Schedule {
  return stop(change(schedule, story, (progress) => ({ ...progress, state: 'waiting', holds: false })));
}

/** Start nothing more; what runs may end. */
export function stop(schedule: Schedule): Schedule {
  return { ...schedule, stopped: 'all' };
}

export function isRunning(schedule: Schedule): boolean {
  return [...schedule.jobs.values()].some((progress) => progress.state === 'running');
}

export type Standing = { readonly [S in JobState]: readonly string[] };

/** Stories by how they stand. */
export function standing(schedule: Schedule): Standing {
  const by = (state: JobState): string[] =>
    [...schedule.jobs.values()].filter((one) => one.state === state).map((one) => one.job.story);
  return {
    waiting: by('waiting'),
    running: by('running'),
    reached: by('reached'),
    integrated: by('integrated'),
    failed: by('failed'),
    skipped: by('skipped'),
    parked: by('parked'),
  };
}

/** Whatever can no longer start, because something it needs will not be integrated by this run, is skipped. */
export function settle(schedule: Schedule): Schedule {
  const jobs = new Map(schedule.jobs);
  const dead = (need: string): boolean => {
    if (schedule.integrated.has(need)) return false;
    const progress = jobs.get(need);
    return progress === undefined || !['waiting', 'running', 'parked'].includes(progress.state);
  };
  for (let again = true; again;) {
    again = false;
    for (const [story, progress] of jobs) {
      if (progress.state !== 'waiting' || !progress.job.dependsOn.some(dead)) continue;
      jobs.set(story, { ...progress, state: 'skipped', holds: false });
      again = true;
    }
  }
  return { ...schedule, jobs };
}

function change(schedule: Schedule, story: string, how: (progress: Progress) => Progress): Schedule {
  return { ...schedule, jobs: new Map(schedule.jobs).set(story, how(schedule.jobs.get(story)!)) };
}
