import type { Job } from '../model/job.ts';
import { startable } from './next-starts.ts';
import { newSchedule, started, succeeded, type Limits, type Schedule } from './schedule.ts';

/** A session to come. `pathTokens`, `priority` and `place` as in a job. */
export type Rehearsed = Pick<Job, 'story' | 'dependsOn' | 'pathTokens' | 'priority' | 'place'> & { readonly durationMs: number };

/**
 * How long sessions take side by side, ms: the schedule is played through with each taking its time, and landing at once.
 * `limits` as in a run.
 */
export function rehearse(sessions: readonly Rehearsed[], limits: Pick<Limits, 'agents' | 'clash'>): number {
  const durations = new Map(sessions.map(({ story, durationMs }) => [story, durationMs]));
  const names = new Set(durations.keys());
  const elsewhere = new Set(sessions.flatMap(({ dependsOn }) => dependsOn.filter((need) => !names.has(need))));
  const jobs = sessions.map((session): Job => ({ ...session, steps: ['implement', 'integrate'] }));
  let schedule = newSchedule(jobs, elsewhere, { ...limits, gates: 1, keepGoing: true });
  const running: { readonly story: string; readonly ends: number }[] = [];
  let now = 0;
  for (;;) {
    schedule = startAll(schedule, (story, isLanding) =>
      running.push({ story, ends: now + (isLanding ? 0 : durations.get(story)!) }),
    );
    running.sort((a, b) => b.ends - a.ends);
    const first = running.pop();
    if (first === undefined) return now;
    now = first.ends;
    schedule = succeeded(schedule, first.story);
  }
}

function startAll(schedule: Schedule, begin: (story: string, isLanding: boolean) => void): Schedule {
  return startable(schedule).reduce((next, start) => {
    begin(start.story, start.step === 'integrate');
    return started(next, start);
  }, schedule);
}
