import { intend } from '../pipeline.ts';
import { planText } from '../report/plan-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

/** `xpar plan`: what a build would do and cost. Reads only. */
export async function planVerb(context: Context, targets: readonly string[], options: { json?: boolean }): Promise<number> {
  const intent = await intend(context.host, { targets, keepGoing: false, command: context.command });
  if (!intent.ok) return refuse(context, intent.problems);
  const { plan, pairs } = intent.value.survey;
  const stories = plan.stories.filter(({ story }) => targets.length === 0 || intent.value.asked.includes(story.id));
  if (options.json !== true) {
    context.host.terminal.out.write(planText({ stories, totals: plan.totals }, pairs, outPaint(context)));
    return 0;
  }
  const rows = stories.map(({ story, ...rest }) => ({
    id: story.id,
    title: story.title,
    files: story.files,
    dependsOn: story.dependsOn,
    ...rest,
  }));
  writeJson(context, { schemaVersion: 1, stories: rows, pairs, totals: plan.totals });
  return 0;
}
