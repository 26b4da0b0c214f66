import type { Job } from '../model/job.ts';
import { settle, type Progress, type Schedule } from './schedule.ts';

/** What is wanted, decided anew while the run is under way. */
export interface Wanted {
  readonly jobs: readonly Job[];
  readonly integrated: ReadonlySet<string>;
  /** Stories whose inputs are others than those they were last started with. */
  readonly changed: ReadonlySet<string>;
}

/**
 * The schedule for what is wanted now. What is under way and did not change goes on as it is; what rests and did change
 * begins again; what nobody started yet is as the new jobs say. Whoever cancels a running lane replaces it when it ends.
 */
export function replanned(schedule: Schedule, { jobs, integrated, changed }: Wanted): Schedule {
  const wanted = new Map(jobs.map((job) => [job.story, job]));
  const kept = [...schedule.jobs].flatMap(([story, progress]): [string, Progress][] => {
    const job = wanted.get(story);
    if (progress.state === 'running' || !isOpenTo(progress, changed.has(story))) return [[story, progress]];
    if (job !== undefined) return [[story, waitingFor(job)]];
    return progress.state === 'waiting' || progress.state === 'skipped' ? [] : [[story, progress]];
  });
  const fresh = jobs
    .filter(({ story }) => !schedule.jobs.has(story))
    .map((job): [string, Progress] => [job.story, waitingFor(job)]);
  const all = new Map([...kept, ...fresh]);
  const landed = [...all.values()].filter(({ state }) => state === 'integrated').map(({ job }) => job.story);
  const again = new Set([...all.values()].filter(({ state }) => state === 'waiting').map(({ job }) => job.story));
  const isRed = [...all.values()].some(({ state }) => state === 'failed');
  return settle({
    ...schedule,
    jobs: all,
    integrated: new Set([...schedule.integrated, ...integrated, ...landed].filter((story) => !again.has(story))),
    // The failure that stopped it was edited away.
    stopped: schedule.stopped === 'new-lanes' && !isRed ? 'no' : schedule.stopped,
  });
}

/** Stories whose lane runs, or rests just before its session: what is set aside for that still serves. */
export function nextToSession({ jobs }: Schedule): ReadonlySet<string> {
  const near = [...jobs].filter(([, { state, left }]) => state === 'running' || (state === 'waiting' && left[0] === 'implement'));
  return new Set(near.map(([story]) => story));
}

/** Lanes under way and stories at rest are left alone, unless they changed; nothing is lost by asking anew for the others. */
function isOpenTo({ state, holds }: Progress, hasChanged: boolean): boolean {
  return hasChanged || state === 'skipped' || (state === 'waiting' && !holds);
}

function waitingFor(job: Job): Progress {
  return { job, left: job.steps, state: 'waiting', holds: false };
}

/** A lane that was cancelled has ended: what is wanted of its story now takes its place, or nothing does. */
export function replaced(schedule: Schedule, story: string, job: Job | undefined): Schedule {
  const jobs = new Map(schedule.jobs);
  if (job === undefined) jobs.delete(story);
  else jobs.set(story, waitingFor(job));
  return settle({ ...schedule, jobs });
}
