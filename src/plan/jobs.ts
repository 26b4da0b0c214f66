import { criticalPath, invert } from '../model/dag.ts';
import type { Job } from '../model/job.ts';
import { STEPS } from '../model/target.ts';
import type { PlannedStory } from './plan.ts';
import type { Selection } from './select.ts';

/** The jobs of a run, from the plan and what was asked for. */
export function plannedJobs(stories: readonly PlannedStory[], selection: Selection): Job[] {
  // What is integrated holds nobody up any more.
  const open = stories.filter(({ decisions }) => decisions.integrate.reason.code !== 'integrated');
  const needed = invert(new Map(open.map(({ story }) => [story.id, story.dependsOn])));
  // A story that nobody needs is the whole of its chain.
  const users = new Map(open.map(({ story }) => [story.id, needed.get(story.id) ?? []]));
  const tokens = new Map(
    open.map(({ story, forecast }) => [story.id, forecast ? forecast.floorTokens + forecast.workingP50Tokens : 0]),
  );
  const path = criticalPath(users, (id) => tokens.get(id) ?? 0);
  return stories.flatMap((planned): Job[] => {
    const { story, place, decisions } = planned;
    const asked = selection.get(story.id);
    const steps =
      asked === undefined ? [] : STEPS.slice(0, STEPS.indexOf(asked) + 1).filter((step) => decisions[step].state === 'stale');
    if (steps.length === 0) return [];
    return [
      {
        story: story.id,
        ...(planned.forecast ? { model: planned.forecast.model } : {}),
        steps,
        dependsOn: story.dependsOn,
        pathTokens: path.get(story.id) ?? 0,
        priority: story.priority,
        place,
      },
    ];
  });
}
