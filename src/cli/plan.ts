import { burnPlan, intend, sideBySide, standingOf, writePlan, type Narrowing, type Survey } from '../pipeline.ts';
import { AUTONOMOUS } from '../report/inbox-text.ts';
import { planText, type PlanRow } from '../report/plan-text.ts';
import { shown } from '../model/shown.ts';
import { budgetsIn, type BudgetOptions } from './budget-flags.ts';
import { conflictsIn, type ConflictsOption } from './conflicts-flag.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { invocation } from './invocation.ts';
import { modeIn, type ModeOption } from './mode-flag.ts';
import { narrowingOf, noMatchText } from './narrowing.ts';
import { tellMode } from './tell-mode.ts';
import { sessionsIn, type SessionsOption } from './sessions-flag.ts';

export interface PlanOptions extends Narrowing, BudgetOptions, ModeOption, ConflictsOption, SessionsOption {
  readonly json?: boolean;
  readonly out?: string;
  readonly whatIf?: readonly string[];
}

/** `xpar plan`: what a build would do and cost. Reads only; `--out` writes it to a file for a build to be held to. */
export async function planVerb(context: Context, targets: readonly string[], options: PlanOptions): Promise<number> {
  const { among } = narrowingOf(options);
  const request = {
    targets,
    keepGoing: false,
    command: context.command,
    ...(among && { among }),
    ...budgetsIn(options),
    ...modeIn(options),
    ...conflictsIn(options),
    ...sessionsIn(options),
    ...(options.whatIf && { whatIf: options.whatIf }),
  };
  const intent = await intend(context.host, request);
  if (!intent.ok) return refuse(context, intent.problems);
  const unwritten = options.out === undefined ? undefined : await writePlan(context.host, options.out, intent.value, request);
  if (unwritten) return refuse(context, [unwritten]);
  if (options.out !== undefined)
    context.host.terminal.err.write(
      `${invocation(context)} build --plan ${shown(options.out)} runs exactly this, or says what changed\n`,
    );
  tellMode(context, intent.value);
  const { plan, measured } = intent.value.survey;
  const { building, apart, parallel, parts, foreseen, likely, mayOverlap } = await sideBySide(context.host, intent.value);
  const hintsOf = (
    id: string,
    over = measured.get(id)?.over,
  ): Pick<PlanRow, 'apart'> & Partial<Pick<PlanRow, 'likely' | 'mayOverlap' | 'over'>> => ({
    ...(over && { over }),
    apart: apart.get(id) ?? [],
    ...(likely.has(id) && { likely: likely.get(id)! }),
    ...(mayOverlap.has(id) && { mayOverlap: mayOverlap.get(id)! }),
  });
  const burn = burnPlan(intent.value);
  const { autonomous } = intent.value.survey.project.config;
  const asked = new Set(intent.value.asked);
  const stories = plan.stories
    .filter(({ story }) => asked.has(story.id))
    .map((row) => ({ ...row, ...stepOf(row, intent.value.survey, building), ...hintsOf(row.story.id) }));
  if (options.json !== true) {
    if (among && stories.length === 0) context.host.terminal.out.write(`${noMatchText(among)}\n`);
    else
      context.host.terminal.out.write(
        warning(autonomous) +
          planText({ stories, totals: plan.totals, burn, parts, foreseen, ...(parallel && { parallel }) }, outPaint(context)),
      );
    return 0;
  }
  const rows = stories.map(({ story, ...rest }) => ({
    id: story.id,
    title: story.title,
    files: story.files,
    dependsOn: story.dependsOn,
    ...rest,
  }));
  writeJson(context, {
    schemaVersion: 1,
    stories: rows,
    ...(parallel && { parallel }),
    parts,
    foreseen,
    totals: plan.totals,
    burn,
    autonomous,
  });
  return 0;
}

/** The step that the build under way is at. */
function stepOf(row: Survey['plan']['stories'][number], { project }: Survey, building: boolean): Pick<PlanRow, 'underWay'> {
  const { step } = standingOf(row, project.store.state, building);
  return step === undefined ? {} : { underWay: step };
}

function warning(autonomous: boolean): string {
  return autonomous ? `${AUTONOMOUS}\n` : '';
}
