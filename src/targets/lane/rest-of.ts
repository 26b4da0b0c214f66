import type { BriefExtra } from '../../agents/brief.ts';
import type { Build, Lane } from '../run/build.ts';

/** The story that takes over what another left. */
export function restOf(story: string): string {
  return `${story}-rest`;
}

/** Where a person has accepted a card for the remainder: what this one need not do any more. */
export function restFor({ project }: Pick<Build, 'project'>, { story }: Pick<Lane, 'story'>): Pick<BriefExtra, 'rest'> {
  const rest = project.stories.find(({ id }) => id === restOf(story.id));
  const isAccepted = rest?.status === 'ready' && rest.dependsOn.includes(story.id);
  return isAccepted ? { rest: { story: rest.id, criteria: rest.acceptance } } : {};
}
