import { intend, standingOf } from '../pipeline.ts';
import type { Forecast } from '../model/budget.ts';
import { STEPS } from '../model/target.ts';
import { shown } from '../model/shown.ts';
import { keptOut } from '../record/kept-out.ts';
import { shortfallText } from '../report/burn-text.ts';
import { tokensText, usdText } from '../report/amounts.ts';
import { problemText } from '../report/problem-text.ts';
import { decisionText } from '../report/reason-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { modeIn, type ModeOption } from './mode-flag.ts';

export interface WhyOptions extends ModeOption {
  readonly json?: boolean;
}

/** `xpar why <target>`: each step's decision with its evidence, and what running it will cost. */
export async function whyVerb(context: Context, target: string, options: WhyOptions): Promise<number> {
  const intent = await intend(context.host, {
    targets: [target],
    keepGoing: false,
    command: context.command,
    ...modeIn(options),
  });
  if (!intent.ok) return refuse(context, intent.problems);
  const [id = '', step] = target.split(':');
  const { plan, findings } = intent.value.survey;
  const rows = plan.stories.filter(({ story }) => id === '' || story.id === id);
  const steps = STEPS.filter((one) => step === undefined || one === step);
  const { store } = intent.value.survey.project;
  const building = (await context.host.lock.holder(store.layout.lock)) !== undefined;
  const own = rows.map((row) => ({
    row,
    underWay: standingOf(row, store.state, building).step,
    findings: findings.filter(({ problem, severity }) => severity === 'error' && problem.place?.file === row.story.file),
  }));
  if (options.json === true) {
    writeJson(context, {
      schemaVersion: 1,
      stories: own.map(({ row, underWay, findings: about }) => ({
        id: row.story.id,
        ...(underWay && { underWay }),
        decisions: Object.fromEntries(steps.map((one) => [one, row.decisions[one]])),
        forecast: row.forecast,
        ...(row.subtasks && { subtasks: row.subtasks.map(({ subtask, needs, isDone }) => ({ id: subtask.id, needs, isDone })) }),
        findings: about,
      })),
    });
    return 0;
  }
  const { state } = store;
  const outOf = (story: string): string[] => {
    const shortfall = keptOut(state, story);
    return shortfall ? [`kept out of the last run: it ${shortfallText(shortfall)}`] : [];
  };
  const paint = outPaint(context);
  for (const { row, underWay, findings: about } of own) {
    const lines = steps.map((one) => {
      const [state, reason] =
        one === underWay ? ['running', 'is under way'] : [row.decisions[one].state, decisionText(row.decisions[one])];
      return `${shown(row.story.id)}:${one}  ${paint.bold(state!)}  ${reason!}`;
    });
    const told = about.map((finding) => problemText(finding));
    context.host.terminal.out.write(
      `${[...lines, ...told, ...partsOf(row), ...price(row), ...wayOn(row), ...outOf(row.story.id)].join('\n')}\n`,
    );
  }
  return 0;
}

type Row = Extract<Awaited<ReturnType<typeof intend>>, { ok: true }>['value']['survey']['plan']['stories'][number];

/** What a person can do about a story that xpar has given up on. */
function wayOn({ story, decisions: { implement } }: Row): string[] {
  if (implement.state !== 'held' || implement.reason.code !== 'attempts-used') return [];
  const { problem } = implement.reason;
  const choices = problem.reason === 'merge-conflict' ? [`xpar resolve ${shown(story.id)}: what there is to choose between`] : [];
  return [
    problemText({ problem, severity: 'error' }),
    ...choices,
    `xpar retry ${shown(story.id)}: new attempts, as it stands; an edit of what its card asks gives new ones too, and so do files or allow_protected that cover what was refused`,
  ];
}

/** Where it is worked on in parts: how far each is. */
function partsOf({ story, subtasks = [] }: Row): string[] {
  return subtasks.map(({ subtask, needs, isDone }) => {
    const after = needs.length === 0 ? '' : `, after ${needs.map(shown).join(', ')}`;
    return `${shown(story.id)} ${shown(subtask.id)}  ${isDone ? 'done, and kept' : 'to do'}${after}: ${shown(subtask.title)}`;
  });
}

function price({ decisions, forecast, subtasks }: Row): string[] {
  const isDrifted = decisions.implement.state === 'held' && decisions.implement.reason.code === 'contract-edited';
  if (!forecast || (decisions.implement.state !== 'stale' && !isDrifted)) return [];
  const sessions = subtasks?.filter(({ isDone }) => !isDone).map((one) => one.forecast) ?? [forecast];
  const sum = (of: (one: Forecast) => number): number => sessions.reduce((total, one) => total + of(one), 0);
  const usd = sessions.every((one) => one.usd !== undefined) ? `, about ${usdText(sum((one) => one.usd ?? 0))}` : '';
  const expected = sum((one) => one.floorTokens + one.workingP50Tokens);
  return [`running it: context ${tokensText(expected)} expected, ceiling ${tokensText(sum((one) => one.ceilingTokens))}${usd}`];
}
