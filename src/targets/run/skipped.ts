import { closure } from '../../model/dag.ts';
import { storyState } from '../../record/fold.ts';
import { standing, type Schedule } from '../../run/schedule.ts';
import type { Build } from './build.ts';

/** Who was left because what it needs, directly or not, failed for good in this run: each is told why, as the next plan will. */
export function tellSkipped({ tell, project }: Pick<Build, 'tell' | 'project'>, ended: Schedule): void {
  const { skipped, failed } = standing(ended);
  if (skipped.length === 0) return;
  const needs = new Map([...ended.jobs].map(([story, { job }]) => [story, job.dependsOn]));
  for (const story of skipped) {
    const behind = closure(story, needs);
    const need = failed.find((one) => behind.has(one));
    const failures = need === undefined ? [] : storyState(project.store.state, need).failures;
    const last = failures.at(-1);
    if (need === undefined || last === undefined) continue;
    const held = { code: 'attempts-used', attempts: failures.length, problem: last.problem } as const;
    tell({ t: 'held', story, decision: { state: 'held', reason: { code: 'waits-for', story: need, held } } });
  }
}
