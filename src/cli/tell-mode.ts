import type { Intent } from '../pipeline.ts';
import { refuse, type Context } from './context.ts';

/** What one checkout for all lanes refuses of what is asked: `lint` says so only where the config wants one. */
export function tellMode(context: Context, { survey, asked }: Intent): void {
  const { findings, plan } = survey;
  const files = new Set(plan.stories.filter(({ story }) => asked.includes(story.id)).map(({ story }) => story.file));
  const against = findings
    .map(({ problem }) => problem)
    .filter(({ reason }) => reason === 'shared-without-files' || reason === 'shared-with-subtasks');
  refuse(
    context,
    against.filter(({ place }) => place !== undefined && files.has(place.file)),
  );
}
