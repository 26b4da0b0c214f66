import {
  foreseen,
  inboxOf,
  landingOrder,
  lessonsOf,
  runMeter,
  standingOf,
  suspectAdrs,
  survey,
  type LaneMeter,
  type RunMeter,
  type Standing,
  type Survey,
} from '../pipeline.ts';
import type { Shortfall } from '../model/allowance.ts';
import { addTokens, billedTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import { keptOut } from '../record/kept-out.ts';
import { turnsWith } from '../record/turns-with.ts';
import { shown } from '../model/shown.ts';
import type { SessionRecord } from '../model/record.ts';
import type { Step } from '../model/target.ts';
import { percentText, tokensText } from '../report/amounts.ts';
import { budgetRow, shortfallText, spendText } from '../report/burn-text.ts';
import { askingText, AUTONOMOUS } from '../report/inbox-text.ts';
import { clockText } from '../report/pause-text.ts';
import { foreseenText } from '../report/foreseen-text.ts';
import { decisionText } from '../report/reason-text.ts';
import { warningLines } from '../report/lesson-text.ts';
import { INTEGRATOR, INTEGRATOR_LINE } from '../report/integrator-text.ts';
import { problemWords } from '../report/problem-text.ts';
import { ofRole } from '../report/role-text.ts';
import { inParts } from '../report/subtask-text.ts';
import { tableText } from '../report/table.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

interface StatusRow {
  readonly story: string;
  readonly state: Standing;
  readonly why: string;
  readonly model: string;
  /** Whose session is under way, where a config names roles. */
  readonly role?: string;
  /** Those of its subtasks that are in session. */
  readonly subtasks?: readonly string[];
  /** The agent's own part of the ceiling. */
  readonly baseTokens?: number;
  readonly ceilingTokens?: number;
  readonly contextTokens?: number;
  readonly burnTokens?: number;
  /** Its provider turned it away until then, ms since the epoch. */
  readonly resumesAt?: number;
}

const RANK: Readonly<Record<Standing, number>> = { 'needs you': 0, running: 1, 'to do': 2, 'taken as done': 3, integrated: 4 };

/** `xpar status`: every story, those that need somebody first. Works beside a running build. */
export async function statusVerb(context: Context, options: { json?: boolean }): Promise<number> {
  const seen = await survey(context.host, 'build', 'any');
  if (!seen.ok) return refuse(context, seen.problems);
  const { project } = seen.value;
  const running = await context.host.lock.holder(project.store.layout.lock);
  const meter = await runMeter(context.host, seen.value, running !== undefined);
  const rows = statusRows(seen.value, running !== undefined, meter, context.host.clock.now());
  const lessons = lessonsOf(project);
  const conflicts = await foreseen(context.host, seen.value, running !== undefined);
  const landing = await toLand(context, seen.value);
  const suspects = await suspectAdrs(context.host, project);
  const { waiting } = await landingOrder(context.host, project);
  const { open } = inboxOf(seen.value);
  if (options.json === true) {
    writeJson(context, {
      schemaVersion: 1,
      base: project.base,
      integration: project.integration,
      running,
      ...(meter && { run: { run: meter.run, spend: meter.spend, unknown: meter.unknown, budgets: meter.budgets } }),
      autonomous: project.config.autonomous,
      inbox: open.map(({ id, story, asking }) => ({ id, story, asking })),
      toLand: landing,
      toAccept: waiting,
      suspects,
      foreseen: conflicts,
      lessons,
      integrator: INTEGRATOR,
      stories: rows,
    });
    return 0;
  }
  const paint = outPaint(context);
  const table = tableText(
    [
      { head: 'story' },
      { head: 'state' },
      { head: 'base', align: 'right' },
      { head: 'context', align: 'right' },
      { head: 'ceiling', align: 'right' },
      { head: '', align: 'right' },
      { head: 'burn', align: 'right' },
      { head: 'why' },
    ],
    rows.map(cells),
  );
  const lines = [
    ...(running ? [`A build is running: process ${running.pid}, ${shown(running.command)}; xpar build --attach shows it`] : []),
    ...(project.config.autonomous ? [paint.amber(AUTONOMOUS)] : []),
    ...open.map(({ id, story, asking }) => paint.amber(`! ${shown(story)}: ${askingText({ item: id, asking })}`)),
    ...meterLines(meter, running !== undefined),
    ...(rows.length > 0 ? [table, paint.dim(INTEGRATOR_LINE)] : ['No stories yet.\n  hint: xpar new story <id>']),
    ...warningLines(lessons).map((line) => paint.amber(`! ${line}`)),
    ...conflicts.map((pair) => paint.amber(`! ${foreseenText(pair)}`)),
    ...(landing > 0 ? [paint.bold(`${landing} integrated and not on ${shown(project.base.name)} yet: xpar land`)] : []),
    ...suspects.map((problem) => paint.amber(`! ${problemWords(problem).what}: xpar lint`)),
    ...(waiting.length > 0 ? [paint.bold(`not accepted yet: ${waiting.map(shown).join(', ')}: xpar accept`)] : []),
  ];
  context.host.terminal.out.write(`${lines.join('\n')}\n`);
  return 0;
}

/** The run's meter beside the lanes': tokens by kind, USD, and each of its budgets. */
function meterLines(meter: RunMeter | undefined, building: boolean): string[] {
  if (meter === undefined) return [];
  const { spend, unknown, budgets } = meter;
  const isNothing = billedTokens(spend) + spend.cacheRead === 0 && unknown === 0;
  if (isNothing && budgets.length === 0) return [];
  const rows = budgets.map(budgetRow).map(([name, share, text]) => `  budget of ${name}: ${share}, ${text}`);
  return [`${building ? 'This run' : 'Last run'}: ${spendText(spend, unknown)}`, ...rows, ''];
}

function statusRows({ plan, project }: Survey, building: boolean, meter: RunMeter | undefined, nowMs: number): StatusRow[] {
  const { state } = project.store;
  const sessionsOf = Map.groupBy(state.sessions, (session) => session.story);
  const rows = plan.stories.map((row): StatusRow => {
    const { story, forecast } = row;
    const sessions = sessionsOf.get(story.id) ?? [];
    const { standing, step } = standingOf(row, state, building);
    const lane = meter?.lanes.get(story.id);
    const paused = building ? pausedStill(state.stories.get(story.id)?.pausedUntil, nowMs) : undefined;
    return {
      story: story.id,
      state: standing,
      why:
        underWay(step, paused, nowMs, { lane, others: () => turnsWith(state, story.id) }) ?? whyOf(row, keptOut(state, story.id)),
      ...(paused === undefined ? {} : { resumesAt: paused }),
      model: story.budget?.model ?? '',
      ...ceilingOf(forecast ?? sessions.at(-1)?.estimate),
      ...metersOf(sessions, lane),
    };
  });
  return rows.sort((a, b) => RANK[a.state] - RANK[b.state]);
}

function pausedStill(untilMs: number | undefined, nowMs: number): number | undefined {
  return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
}

function underWay(
  step: Step | undefined,
  paused: number | undefined,
  nowMs: number,
  { lane, others }: { readonly lane: Pick<LaneMeter, 'role' | 'subtasks'> | undefined; readonly others: () => readonly string[] },
): string | undefined {
  if (paused !== undefined) return `waits for the provider of its agent until ${clockText(paused, nowMs)}`;
  if (step === undefined) return undefined;
  const beside = step === 'implement' ? others() : [];
  const inSession = beside.length === 0 ? '' : `, in the session of ${beside.map(shown).join(', ')}`;
  return `${step} is under way${ofRole(lane?.role)}${inParts(lane?.subtasks)}${inSession}`;
}

function whyOf({ decisions }: Survey['plan']['stories'][number], out: Shortfall | undefined): string {
  if (out) return `kept out of the last run: it ${shortfallText(out)}`;
  return decisionText(decisions.integrate.state === 'stale' ? decisions.implement : decisions.integrate);
}

/** Of its last session, or of the one under way; burn over all that told it. */
function metersOf(
  sessions: readonly SessionRecord[],
  lane: LaneMeter | undefined,
): Pick<StatusRow, 'contextTokens' | 'burnTokens' | 'role' | 'subtasks'> {
  const contextTokens = lane?.contextTokens ?? sessions.at(-1)?.actual.peakTokens;
  const told = sessions.filter(({ actual }) => actual.spendSource !== 'none').map(({ actual }) => actual.spend);
  return {
    ...(lane?.role === undefined ? {} : { role: lane.role }),
    ...(lane?.subtasks === undefined ? {} : { subtasks: lane.subtasks }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...burnOf([...told, ...(lane ? [lane.spend] : [])]),
  };
}

function ceilingOf(
  sizes: { readonly baseTokens: number; readonly ceilingTokens: number } | undefined,
): Pick<StatusRow, 'ceilingTokens' | 'baseTokens'> {
  return sizes ? { baseTokens: sizes.baseTokens, ceilingTokens: sizes.baseTokens + sizes.ceilingTokens } : {};
}

function burnOf(spends: readonly TokenSplit[]): Pick<StatusRow, 'burnTokens'> {
  return spends.length === 0 ? {} : { burnTokens: billedTokens(spends.reduce(addTokens, NO_TOKENS)) };
}

function cells({ story, state, why, baseTokens, ceilingTokens, contextTokens, burnTokens }: StatusRow): string[] {
  const share = contextTokens !== undefined && ceilingTokens !== undefined ? percentText(contextTokens / ceilingTokens) : '';
  return [
    shown(story),
    state,
    optional(baseTokens),
    optional(contextTokens),
    optional(ceilingTokens),
    share,
    optional(burnTokens),
    why,
  ];
}

function optional(tokens: number | undefined): string {
  return tokens === undefined ? '-' : tokensText(tokens);
}

/** Stories whose landing is on the integration branch and not on the base. */
async function toLand({ host }: Context, { project }: Survey): Promise<number> {
  const { tip } = project.integration;
  if (tip === undefined || tip === project.base.commit) return 0;
  const { top } = project.repository;
  const onBase = new Set((await host.git.trailers(top, project.base.commit)).map(({ commit }) => commit));
  return [...project.landings.values()].filter(({ commit }) => !onBase.has(commit)).length;
}
