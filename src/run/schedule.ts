import type { Job } from '../model/job.ts';
import { STEPS, type Step } from '../model/target.ts';

export interface Limits {
  readonly agents: number;
  readonly gates: number;
  /** May the two hold their files at the same time? */
  readonly clash: (a: string, b: string) => boolean;
  /** On a failure: go on with what does not depend on it (`-k`), or start nothing new. */
  readonly keepGoing: boolean;
}

type JobState = 'waiting' | 'running' | 'reached' | 'integrated' | 'failed' | 'skipped';

/** How far one job has come. */
export interface Progress {
  readonly job: Job;
  readonly left: readonly Step[];
  readonly state: JobState;
  /** Holds its files: from its worktree until it is integrated or has failed for good. */
  readonly holds: boolean;
}

/** A schedule under way. A plain value: every transition below gives a new one. */
export interface Schedule {
  readonly limits: Limits;
  readonly jobs: ReadonlyMap<string, Progress>;
  /** Stories that depended on something that is already integrated need nothing; anything else unknown is unmet. */
  readonly integrated: ReadonlySet<string>;
  /** After a failure without `-k` no new lane starts, those under way go on; after an interrupt nothing does. */
  readonly stopped: 'no' | 'new-lanes' | 'all';
}

export interface Start {
  readonly story: string;
  readonly step: Step;
}

export type WaitsFor =
  { readonly for: 'story' | 'files'; readonly on: string } | { readonly for: 'agent' | 'gate' | 'integrator' };

/** The pool each step runs in. */
const POOL: { readonly [S in Step]: 'none' | 'agent' | 'gate' | 'integrator' } = {
  'budget-check': 'none',
  worktree: 'agent',
  implement: 'agent',
  gate: 'gate',
  integrate: 'integrator',
};

export function newSchedule(jobs: readonly Job[], integrated: ReadonlySet<string>, limits: Limits): Schedule {
  const entries = jobs.map((job): [string, Progress] => [job.story, { job, left: job.steps, state: 'waiting', holds: false }]);
  return settle({ limits, jobs: new Map(entries), integrated, stopped: 'no' });
}

/**
 * What to start now, in order: lanes under way before new ones, the heaviest chain first (the integrator: order of
 * integration), then priority, then id. Deterministic.
 */
export function startable(schedule: Schedule): Start[] {
  const view = viewOf(schedule);
  const starts: Start[] = [];
  for (const progress of [...schedule.jobs.values()].sort(byWeight)) {
    if (progress.state !== 'waiting' || isBarred(schedule, progress) || blocked(schedule, progress, view)) continue;
    const step = progress.left[0]!;
    starts.push({ story: progress.job.story, step });
    view.busy[POOL[step]] += 1;
    if (step !== 'budget-check' && !progress.holds) view.holders.push(progress.job.story);
  }
  return starts;
}

/** Why a waiting story's next step cannot start now; undefined when it can. */
export function waitsFor(schedule: Schedule, story: string): WaitsFor | undefined {
  return blocked(schedule, schedule.jobs.get(story)!, viewOf(schedule));
}

function isBarred(schedule: Schedule, progress: Progress): boolean {
  return schedule.stopped === 'all' || (schedule.stopped === 'new-lanes' && !progress.holds);
}

/** What the rules below look at, gathered once. */
interface View {
  readonly busy: Record<(typeof POOL)[Step], number>;
  readonly holders: string[];
  /** Place of the first lane in line for the integrator: of those that hold their files, so that nothing else stops it. */
  readonly firstInLine: number;
}

function viewOf(schedule: Schedule): View {
  const busy = { none: 0, agent: 0, gate: 0, integrator: 0 };
  const holders: string[] = [];
  let firstInLine = Infinity;
  for (const { job, left, state, holds } of schedule.jobs.values()) {
    if (state === 'running') busy[POOL[left[0]!]] += 1;
    if (holds) holders.push(job.story);
    if (state === 'waiting' && holds && left[0] === 'integrate') firstInLine = Math.min(firstInLine, job.place);
  }
  return { busy, holders, firstInLine };
}

function blocked(schedule: Schedule, { job, left, holds }: Progress, view: View): WaitsFor | undefined {
  const step = left[0]!;
  if (step === 'budget-check') return undefined;
  const unmet = job.dependsOn.find((need) => !schedule.integrated.has(need));
  if (unmet !== undefined) return { for: 'story', on: unmet };
  const owner = holds ? undefined : view.holders.find((other) => schedule.limits.clash(job.story, other));
  if (owner !== undefined) return { for: 'files', on: owner };
  const pool = POOL[step];
  if (pool === 'none') return undefined;
  const size = pool === 'agent' ? schedule.limits.agents : pool === 'gate' ? schedule.limits.gates : 1;
  if (view.busy[pool] >= size) return { for: pool };
  // Order sorts the lanes that are gated now: one that stands earlier goes first.
  return pool === 'integrator' && view.firstInLine < job.place ? { for: pool } : undefined;
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

/** A failure with attempts left: the chain starts again at `steps`, as far as was asked for; the files stay held. */
export function retried(schedule: Schedule, story: string, steps: readonly Step[]): Schedule {
  return change(schedule, story, (progress) => {
    const last = STEPS.indexOf(progress.job.steps.at(-1)!);
    return { ...progress, left: steps.filter((step) => STEPS.indexOf(step) <= last), state: 'waiting' };
  });
}

/** A failure for good: what depends on it is skipped; without `-k`, or with `halt`, nothing new starts. */
export function failedForGood(schedule: Schedule, story: string, halt = false): Schedule {
  const next = change(schedule, story, (progress) => ({ ...progress, state: 'failed', holds: false }));
  return settle({ ...next, stopped: next.stopped === 'no' && (halt || !schedule.limits.keepGoing) ? 'new-lanes' : next.stopped });
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
  };
}

function byWeight(a: Progress, b: Progress): number {
  const [aLands, bLands] = [a.left[0] === 'integrate', b.left[0] === 'integrate'];
  if (aLands !== bLands) return aLands ? -1 : 1;
  if (aLands) return a.job.place - b.job.place;
  if (a.holds !== b.holds) return a.holds ? -1 : 1;
  return b.job.pathTokens - a.job.pathTokens || a.job.priority - b.job.priority || (a.job.story < b.job.story ? -1 : 1);
}

/** Whatever can no longer start, because something it needs will not be integrated by this run, is skipped. */
export function settle(schedule: Schedule): Schedule {
  const jobs = new Map(schedule.jobs);
  const dead = (need: string): boolean => {
    if (schedule.integrated.has(need)) return false;
    const progress = jobs.get(need);
    return progress === undefined || !['waiting', 'running'].includes(progress.state);
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
