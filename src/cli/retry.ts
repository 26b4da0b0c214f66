import { intend, record } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { refuse, type Context } from './context.ts';

/** `xpar retry <story>`: its failures so far no longer count; the next build tries again. */
export async function retryVerb(context: Context, story: string): Promise<number> {
  const { host } = context;
  const intent = await intend(host, { targets: [story], keepGoing: false, command: context.command });
  if (!intent.ok) return refuse(context, intent.problems);
  const { plan, project } = intent.value.survey;
  if (!plan.stories.some((row) => row.story.id === story)) {
    return refuse(context, [{ reason: 'bad-argument', name: 'story', found: story, expected: 'a story, without a step' }]);
  }
  const own = project.store.state.stories.get(story);
  if (own?.abandoned === undefined && (own?.failures ?? []).length === 0) {
    host.terminal.out.write(`${shown(story)} has no failed attempts to forget\n`);
    return 0;
  }
  const kept = await record(host, project, { t: 'retry', at: host.clock.now(), story });
  if (!kept.ok) return refuse(context, kept.problems);
  host.terminal.out.write(`${shown(story)} starts with a clean sheet: xpar build ${shown(story)}\n`);
  return 0;
}
