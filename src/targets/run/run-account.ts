import type { Host } from '../../host/host.ts';
import { budgetsOf, type BudgetStanding, type ParkedBy, type Shortfall } from '../../model/allowance.ts';
import { addTokens, NO_TOKENS } from '../../model/budget.ts';
import { EVENT_SCHEMA_VERSION, type RunSummary, type Tell } from '../../model/event.ts';
import type { HeldReason } from '../../model/target.ts';
import { isOpen } from '../../plan/plan.ts';
import type { Standing } from '../../run/schedule.ts';
import { announcedStories } from './announced-stories.ts';
import type { Build } from './build.ts';
import { graded } from '../choose/check-project.ts';
import type { BroughtIn } from '../waves/follow-the-base.ts';
import type { BuildRequest, Built, Intent } from '../choose/intent.ts';
import type { Interrupts } from './interrupts.ts';
import { startCommit } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { troubleOf } from './trouble.ts';

/** What budgets had to do with how a run ended. */
export interface BurnEnd {
  readonly parkedBy: ReadonlyMap<string, ParkedBy>;
  /** Stories that were kept from starting by a budget. */
  readonly unfunded: ReadonlyMap<string, Shortfall>;
  readonly budgets: readonly BudgetStanding[];
}

const NO_BURN: BurnEnd = { parkedBy: new Map(), unfunded: new Map(), budgets: [] };

/** A name for one run, unique in its repository: time in base 36 and the process. */
export function newRun(host: Host): string {
  return `${host.clock.now().toString(36)}-${host.machine.pid.toString(36)}`;
}

/** Says what is about to run, and why what was asked for and is held does not. */
export async function beginRun(build: Build, { request, intent }: { request: BuildRequest; intent: Intent }): Promise<void> {
  const { host, project, run, tell } = build;
  await project.store.append({
    t: 'run-started',
    at: host.clock.now(),
    run,
    command: request.command,
    budgets: budgetsOf(project.config.budget, project.config.roles),
  });
  announce(tell, run, intent, request.jobs ?? project.config.parallel.jobs);
  tellDecisions(tell, intent);
}

/**
 * What a run that began does before its first lane. Where it comes to nothing the run has its end in the journal, 1 or the
 * interrupt's: else the next build would go on from it. What went wrong is the caller's, also where that cannot be written.
 */
export async function orEnded<T>(
  build: Build,
  interrupts: Pick<Interrupts, 'exit'>,
  work: () => Promise<Got<T>>,
): Promise<Got<T>> {
  let isUnderWay = false;
  try {
    const got = await work();
    isUnderWay = got.ok;
    return got;
  } finally {
    if (!isUnderWay) await journalEnd(build, interrupts.exit() ?? 1).catch(() => undefined);
  }
}

async function journalEnd({ host, project, run, guard }: Build, exit: number): Promise<void> {
  await guard?.close();
  await project.store.append({ t: 'run-ended', at: host.clock.now(), run, exit });
}

/** Journals and tells the end. A journal that cannot be written has been told where something failed by it; else it is now. */
export async function endRun(build: Build, built: Built): Promise<Built> {
  const { host, run, tell } = build;
  const end = (exit: number): Built => {
    tell({ t: 'run-ended', run, ...built, exit });
    return { ...built, exit };
  };
  try {
    await journalEnd(build, built.exit);
    return end(built.exit);
  } catch (error) {
    const problem = await troubleOf(host.files, error);
    if (problem === undefined) throw error;
    if (built.exit === 0) tell({ t: 'problem', finding: graded(problem) });
    return end(built.exit === 0 ? 1 : built.exit);
  }
}

/** A build that finds everything asked for up to date, or held: told, not journalled, and nothing was started. */
export function nothingToDo(host: Host, intent: Intent, tell: Tell): Built {
  const run = newRun(host);
  announce(tell, run, intent, 0);
  tellDecisions(tell, intent);
  const standing = { waiting: [], running: [], reached: [], integrated: [], failed: [], skipped: [], parked: [] };
  const summary = summarise(intent, standing, { run, durationMs: 0 });
  const built = { exit: exitCode(intent, standing, { burn: NO_BURN, keptOut: new Set() }), summary };
  tell({ t: 'run-ended', run, ...built });
  return built;
}

interface Ended {
  readonly intent: Intent;
  readonly standing: Standing;
  readonly burn: BurnEnd;
  /** Stories whose quota nobody waited for any longer. */
  readonly gaveUp: ReadonlySet<string>;
  /** Stories whose files a lane outside the run keeps. */
  readonly keptOut: ReadonlySet<string>;
}

/** How a run ended, as an exit code and a summary with every token its sessions told. */
export function conclude(ran: Ended, ended: { base: BroughtIn; interrupts: Interrupts; run: string; durationMs: number }): Built {
  const { intent, standing, burn, gaveUp, keptOut } = ran;
  const { failed } = standing;
  // Nothing is wrong but that the account has no more to spend for a time.
  const spent = failed.length > 0 && failed.every((story) => gaveUp.has(story));
  const stories = spent ? 4 : exitCode(intent, standing, { burn, keptOut });
  const exit = ended.interrupts.exit() ?? (stories === 0 && ended.base === 'stuck' ? 3 : stories);
  return { exit, summary: summarise(intent, standing, { ...ended, burn }) };
}

function announce(tell: Tell, run: string, intent: Intent, jobs: number): void {
  const { project } = intent.survey;
  tell({
    t: 'run-started',
    schemaVersion: EVENT_SCHEMA_VERSION,
    run,
    base: project.base.name,
    baseCommit: startCommit(project),
    integration: project.config.integration,
    jobs,
    ...(project.config.autonomous ? { autonomous: true } : {}),
    stories: announcedStories(intent),
  });
}

function tellDecisions(tell: Tell, intent: Intent): void {
  const { plan, measured, findings } = intent.survey;
  for (const finding of findings)
    if (finding.severity === 'error' && finding.problem.reason !== 'over-zone') tell({ t: 'problem', finding });
  const asked = new Set(intent.asked);
  for (const { story, decisions } of plan.stories) {
    if (!asked.has(story.id)) continue;
    for (const [step, decision] of Object.entries(decisions))
      tell({ t: 'decided', story: story.id, step: step as keyof typeof decisions, decision });
    if (decisions.integrate.state !== 'held') continue;
    const over = measured.get(story.id)?.over;
    tell({
      t: 'held',
      story: story.id,
      decision: decisions.integrate,
      ...(over && decisions.integrate.reason.code === 'over-zone' ? { finding: graded(over) } : {}),
    });
  }
}

function summarise(intent: Intent, standing: Standing, ended: { run: string; durationMs: number; burn?: BurnEnd }): RunSummary {
  const { plan, project } = intent.survey;
  const [asked, integrated] = [new Set(intent.asked), new Set(standing.integrated)];
  const sessions = project.store.state.sessions.filter((session) => session.run === ended.run);
  const told = sessions.filter((session) => session.actual.spendSource !== 'none');
  const sum = (of: (session: (typeof sessions)[number]) => number): number =>
    told.reduce((total, session) => total + of(session), 0);
  return {
    integrated: standing.integrated,
    failed: standing.failed,
    waiting: [
      ...intent.held.filter((id) => !standing.failed.includes(id)),
      ...standing.parked,
      ...standing.waiting,
      ...standing.skipped,
    ],
    fresh: plan.stories.filter(
      ({ story, decisions }) =>
        asked.has(story.id) &&
        !isOpen(decisions) &&
        decisions.integrate.state === 'fresh' &&
        // Decided again during the run, a story may be up to date because of it.
        !integrated.has(story.id),
    ).length,
    targetsRun: intent.jobs.length === 0 ? 0 : intent.jobs.reduce((total, job) => total + job.steps.length, 0),
    spend: told.map((session) => session.actual.spend).reduce(addTokens, NO_TOKENS),
    unknownSpend: sessions.length - told.length,
    estimatedTokens: sum(({ estimate }) => estimate.floorTokens + estimate.workingP50Tokens),
    actualTokens: sum(({ actual }) => (actual.floorTokens ?? 0) + (actual.workingTokens ?? 0)),
    ...(ended.burn && ended.burn.budgets.length > 0 ? { budgets: ended.burn.budgets } : {}),
    durationMs: ended.durationMs,
  };
}

/** Held by what is wrong, not by what a person has to say yes to. */
const FAILURES: ReadonlySet<string> = new Set(['attempts-used', 'card-problem', 'adr-unreadable']);

/** Held until a person says something. */
const FOR_A_PERSON: ReadonlySet<string> = new Set([
  'over-zone',
  'waits-for',
  'waits-for-answer',
  'contract-edited',
  'draft-undecided',
]);

/**
 * Held for a person, where nothing failed: over the zone, behind a story that is only taken as done or is not ready, behind a lane that nobody
 * asked to go on with, or far over what was expected. Then a budget. A card with errors, or attempts used up, is a failure
 * that stands.
 */
function exitCode(intent: Intent, standing: Standing, { burn, keptOut }: Pick<Ended, 'burn' | 'keptOut'>): number {
  const codes = heldCodes(intent);
  if (standing.failed.length > 0 || codes.some((code) => FAILURES.has(code)) || isUnreadable(intent)) return 1;
  if (codes.some((code) => FOR_A_PERSON.has(code)) || asksAPerson(burn)) return 3;
  if (codes.includes('over-budget') || isStoppedByBudget(burn)) return 4;
  const { skipped, waiting } = standing;
  if (keptOut.size > 0 && waiting.every((story) => keptOut.has(story))) return 3;
  return skipped.length > 0 || waiting.length > 0 ? 1 : 0;
}

function heldCodes({ held, survey: { plan } }: Intent): readonly string[] {
  const ids = new Set(held);
  return plan.stories.flatMap(({ story, decisions: { integrate } }) =>
    ids.has(story.id) && integrate.state === 'held' ? [codeOf(integrate.reason)] : [],
  );
}

/** Behind a failure or a spent budget nobody has to be asked; behind a card that is not ready somebody has. */
function codeOf(reason: HeldReason): HeldReason['code'] {
  const root = reason.code === 'waits-for' ? reason.held?.code : undefined;
  return root === undefined || root === 'not-ready' || root === 'abandoned' ? reason.code : root;
}

/** A card that cannot be read, where all were asked for. */
function isUnreadable({ asked, survey: { plan, project } }: Intent): boolean {
  const ids = new Set(asked);
  return project.unreadable.length > 0 && plan.stories.every(({ story }) => ids.has(story.id));
}

const asksAPerson = (burn: BurnEnd): boolean => (['spike', 'answer', 'zone'] as const).some((by) => isParkedBy(burn, by));

function isStoppedByBudget(burn: BurnEnd): boolean {
  return burn.unfunded.size > 0 || isParkedBy(burn, 'budget');
}

function isParkedBy({ parkedBy }: BurnEnd, by: ParkedBy['by']): boolean {
  return [...parkedBy.values()].some((why) => why.by === by);
}
