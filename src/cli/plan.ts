import { intend, sideBySide, type Narrowing } from '../pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { planText } from '../report/plan-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { narrowingOf, noMatchText } from './narrowing.ts';

export interface PlanOptions extends Narrowing {
  readonly json?: boolean;
  readonly whatIf?: readonly string[];
}

/** `xpar plan`: what a build would do and cost. Reads only. */
export async function planVerb(context: Context, targets: readonly string[], options: PlanOptions): Promise<number> {
  const { among } = narrowingOf(options);
  const intent = await intend(context.host, {
    targets,
    keepGoing: false,
    command: context.command,
    ...(among && { among }),
    ...(options.whatIf && { whatIf: options.whatIf }),
  });
  if (!intent.ok) return refuse(context, intent.problems);
  const { plan, measured } = intent.value.survey;
  const overOf = (id: string): { over?: Problem } => {
    const over = measured.get(id)?.over;
    return over === undefined ? {} : { over };
  };
  const { apart, pairs } = sideBySide(intent.value.survey);
  const asked = new Set(intent.value.asked);
  const stories = plan.stories
    .filter(({ story }) => asked.has(story.id))
    .map((row) => ({ ...row, ...overOf(row.story.id), apart: apart.get(row.story.id) ?? [] }));
  if (options.json !== true) {
    if (among && stories.length === 0) context.host.terminal.out.write(`${noMatchText(among)}\n`);
    else context.host.terminal.out.write(planText({ stories, totals: plan.totals }, pairs, outPaint(context)));
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
