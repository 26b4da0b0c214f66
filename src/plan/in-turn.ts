import { closure } from '../model/dag.ts';
import type { Job } from '../model/job.ts';

/**
 * Jobs that a person put behind others wait for those, where they are to be integrated in the same run; where they are not,
 * nobody waits for them. What would go round in a ring is left out.
 */
export function inTurn(jobs: readonly Job[], afterOf: (story: string) => readonly string[]): readonly Job[] {
  const lands = new Set(jobs.filter(({ steps }) => steps.includes('integrate')).map(({ story }) => story));
  const needs = new Map(jobs.map(({ story, dependsOn }) => [story, dependsOn]));
  for (const { story } of jobs)
    for (const before of afterOf(story))
      if (before !== story && lands.has(before) && !closure(before, needs).has(story))
        needs.set(story, [...new Set([...needs.get(story)!, before])]);
  return jobs.map((job) => ({ ...job, dependsOn: needs.get(job.story)! }));
}
