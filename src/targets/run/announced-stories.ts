import type { AnnouncedStory } from '../../model/announced-story.ts';
import type { PlannedStory } from '../../plan/plan.ts';
import type { Intent } from '../choose/intent.ts';

/** Those that will run, or were asked for and are held. */
export function announcedStories({ jobs, held, survey }: Intent): readonly AnnouncedStory[] {
  const named = new Set([...jobs.map((job) => job.story), ...held]);
  const rows = survey.plan.stories.filter(({ story }) => named.has(story.id));
  const sharesOf = new Map(jobs.map(({ story, shares }) => [story, shares]));
  return rows.map((row) => {
    const shares = sharesOf.get(row.story.id);
    const agent = survey.measured.get(row.story.id)?.adapter.name ?? row.agent;
    const one = { ...announced(row, agent), ...(sharesOf.has(row.story.id) ? {} : { held: true as const }) };
    return shares === undefined ? one : { ...one, shares };
  });
}

function announced({ story, forecast }: PlannedStory, agent: string): AnnouncedStory {
  return {
    id: story.id,
    title: story.title,
    agent,
    model: story.budget?.model ?? '',
    ceilingTokens: forecast ? forecast.baseTokens + forecast.ceilingTokens : 0,
    hardTokens: forecast?.zone.hardTokens ?? 0,
  };
}
