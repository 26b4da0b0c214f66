import type { ParkedBy } from '../../model/allowance.ts';
import type { Job } from '../../model/job.ts';
import type { Step } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import { execute, type StepEnd } from '../../run/execute.ts';
import { waits } from '../../run/next-starts.ts';
import { nextToSession } from '../../run/replan.ts';
import { newSchedule, standing, type Limits, type Schedule, type Standing, type Start } from '../../run/schedule.ts';
import type { Build, Turnstile } from './build.ts';
import { BurnWatch } from './burn-watch.ts';
import { graded } from '../choose/check-project.ts';
import { InboxDesk } from './desk.ts';
import { flightOf, integratedIn, type Flight } from './flight.ts';
import type { BuildRequest, Edits, Intent, Survey } from '../choose/intent.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Got } from '../project/read-project.ts';
import { meetings } from '../choose/likely.ts';
import { trackedFiles } from '../choose/tracked-files.ts';
import { lanesAtOnce } from '../choose/readiness.ts';
import { Sharing } from '../lane/sharing.ts';
import { checkoutFor } from '../lane/checkout-watch.ts';
import { tidyShared } from '../lane/shared-worktree.ts';
import { sparesOf } from '../lane/spares.ts';
import type { BurnEnd } from './run-account.ts';
import { boundsOf, modelPace } from './model-pace.ts';
import { fansOut } from '../sizes/subtasks.ts';
import { targetRunner } from './run-target.ts';
import { onWhat, scopesOf, type Scopes } from './scopes.ts';
import { tellSkipped } from './skipped.ts';
import { newTurnstile, type TurnstileLimits } from './turnstile.ts';
import { VersionWatch } from './version-watch.ts';

/** How every story stands at the end, what was wanted by then, and what budgets had to do with it. */
export interface Ran {
  readonly standing: Standing;
  readonly intent: Intent;
  readonly burn: BurnEnd;
  /** Stories whose quota nobody waited for any longer. */
  readonly gaveUp: ReadonlySet<string>;
  /** Stories whose files a lane outside this run keeps. */
  readonly keptOut: ReadonlySet<string>;
}

interface Asked {
  readonly intent: Intent;
  readonly request: BuildRequest;
  /** Cards may be edited meanwhile: `decide` says what is wanted then. */
  readonly edits?: Edits & { decide(): Promise<Got<Intent>> };
}

/** RUN: the stale targets of what was asked for, side by side where the plan allows. */
export async function runJobs(build: Build, asked: Asked): Promise<Ran> {
  const { intent, request, edits } = asked;
  const kill = new AbortController();
  const ending = { ...build, interrupted: AbortSignal.any([build.interrupted, kill.signal]) };
  const sharing = new Sharing(build.project.store.layout, intent.jobs);
  const shared = checkoutFor(ending);
  const agents = await agentsAtOnce(build, request);
  const { models } = build.project.config;
  const perModel = boundsOf(models, 'concurrent');
  const turnstile = newTurnstile({ agents, perModel, paced: modelPace(build.host.clock, boundsOf(models, 'perMinute')) });
  const desk = new InboxDesk(ending);
  // As many as there ever are: it is never more than were in use at once. A lane that is alone has nobody to leave its own to.
  const most = intent.jobs.length > 1 ? agents + mostInLine(build, agents) : 0;
  const begun = new Set<string>();
  // In a checkout that all share, a lane has a worktree for its gate alone.
  const first = shared.more.checkout === undefined ? 'worktree' : 'gate';
  const isToBegin = ({ story, steps }: Job): boolean => steps.includes(first) && !begun.has(story);
  const spares = sparesOf(build, most, () => flight.intent().jobs.filter(isToBegin).length);
  const stoppable = { ...ending, ...shared.more, sharing, desk, versions: new VersionWatch(build.tell), turnstile, spares };
  const flight = flightOf(stoppable, intent, () => edits?.isPending() === true);
  const burn = new BurnWatch(stoppable, () => flight.intent().survey.measured, request.ask);
  const modelOf = (story: string): string | undefined => flight.intent().survey.measured.get(story)?.forecast?.model;
  const runTarget = inTurn(turnstile, targetRunner(stoppable, graded, burn), modelOf);
  const run = async (start: Start, left: readonly Step[]): Promise<StepEnd> => {
    // At once, before anything else is asked to start.
    if (start.step === 'worktree') burn.reserve(start.story, left);
    if (start.step === first) begun.add(start.story);
    const end = await flight.run(start, (bench) => runTarget(start, bench));
    if (end.end !== 'done' || start.step === 'implement') burn.release(start.story);
    if (end.end === 'failed' && request.killOnFailure === true) kill.abort();
    return end.end === 'retry' ? { ...end, draws: burn.draws(start.story) } : end;
  };
  const jobs = burn.drawing(intent.jobs, intent.survey.measured);
  const scopes = scopesOf(build.project, flight, await trackedFiles(build.host, build.project));
  const schedule = newSchedule(jobs, integratedIn(intent), await limits(build, { request, flight, agents, perModel, scopes }));
  const ended = await execute(schedule, {
    run,
    waiting: (story, on) => {
      const shortfall = on.for === 'budget' ? burn.waits(story) : undefined;
      // What keeps it out is still being measured: nothing is set aside for that yet.
      if (on.for === 'budget' && shortfall === undefined) return false;
      build.tell({ t: 'waiting', story, for: on.for, ...(shortfall ? { shortfall } : onWhat(story, on, scopes)) });
      return true;
    },
    left: () => burn.left(),
    pending: () => burn.pending(),
    interrupted: stoppable.interrupted,
    gather: () => build.host.clock.wait(0),
    stopAll: build.stopAll,
    ...(edits ? { news: () => newsOf(edits, flight, burn) } : {}),
  });
  await burn.close();
  if (sharing.folders.length > 0) await tidyShared(build).catch(() => undefined);
  await shared.close().catch(() => undefined);
  await spares.close();
  const keptOut = tellHeldFiles(build, ended);
  tellSkipped(build, ended);
  return {
    standing: standing(ended),
    intent: flight.intent(),
    burn: await burnEnd(stoppable, ended, burn, flight.intent().survey.measured),
    gaveUp: build.door.gaveUp,
    keptOut,
  };
}

/** Whoever is left waiting for a lane that is not part of this run: nobody here will free its files. */
function tellHeldFiles({ tell }: Build, ended: Schedule): ReadonlySet<string> {
  const keptOut = new Set<string>();
  for (const [story, wait] of ended.stopped === 'no' ? waits(ended) : [])
    if (wait.for === 'files' && !ended.jobs.has(wait.on)) {
      keptOut.add(story);
      tell({ t: 'problem', finding: graded({ reason: 'files-held', story, by: wait.on }) });
    }
  return keptOut;
}

/** Stories that are left because a budget kept them, or had them hand back: told, and kept for whoever looks later. */
async function burnEnd(build: Build, ended: Schedule, burn: BurnWatch, measured: Survey['measured']): Promise<BurnEnd> {
  const { store } = build.project;
  const { waiting, parked } = standing(ended);
  const kept = ended.stopped === 'no' ? waiting.filter((story) => waits(ended).get(story)?.for === 'budget') : [];
  const unfunded = new Map(kept.flatMap((story) => [[story, burn.shortfall(story)!] as const]));
  for (const [story, shortfall] of unfunded) {
    await store.append({ t: 'unfunded', at: build.host.clock.now(), run: build.run, story, shortfall });
    build.tell({ t: 'held', story, decision: { state: 'held', reason: { code: 'over-budget', shortfall } } });
  }
  const parkedBy = new Map(parked.map((story) => [story, whyParked(build, measured.get(story), story)]));
  return { parkedBy, unfunded, budgets: burn.standings() };
}

/** A contract in question holds lanes up that no session was stopped for. */
function whyParked({ project, desk }: Build, one: MeasuredStory | undefined, story: string): ParkedBy {
  return (one && desk?.halted(one)) ?? storyState(project.store.state, story).parked!.why;
}

/** The next edit that leaves something to decide by; a config that cannot be read leaves the run as it is. A lane that it sets back has nothing set aside. */
export async function newsOf(
  edits: NonNullable<Asked['edits']>,
  flight: Flight,
  burn: BurnWatch,
): Promise<(now: Schedule) => Schedule> {
  for (;;) {
    const edit = await edits.next();
    const next = await edits.decide();
    if (next.ok) {
      return (now) => {
        edits.take(edit);
        const { jobs, survey } = next.value;
        const then = flight.take({ ...next.value, jobs: burn.drawing(jobs, survey.measured) }, now);
        burn.releaseAllBut(nextToSession(then));
        return then;
      };
    }
    edits.take(edit);
  }
}

/** A session begins when there is room for it; those of a story's subtasks each see to it themselves. */
function inTurn(turnstile: Turnstile, run: RunTarget, modelOf: (story: string) => string | undefined): RunTarget {
  return async (start, bench) => {
    const { build, lane } = bench;
    if (start.step !== 'implement' || fansOut(build.project, lane)) return run(start, bench);
    const { story } = start;
    const leave = await turnstile.pass(build, { story, model: modelOf(story) });
    if (leave === undefined) return { end: 'interrupted' };
    try {
      return await run(start, bench);
    } finally {
      leave();
    }
  };
}

type RunTarget = ReturnType<typeof targetRunner>;

async function agentsAtOnce(build: Build, request: BuildRequest): Promise<number> {
  const asked = request.jobs ?? build.project.config.parallel.jobs;
  const agents = await lanesAtOnce(build.host, build.project, asked);
  if (agents < asked) build.tell({ t: 'problem', finding: graded({ reason: 'no-bootstrap' }) });
  return agents;
}

function gatesAtOnce({ machine }: Build['host']): number {
  return Math.max(1, machine.cpus);
}

/** Enough that, with the lanes in session, the next wave comes together while one is judged, and that no gate waits for sessions. */
function mostInLine({ host, project }: Pick<Build, 'host' | 'project'>, agents: number): number {
  return Math.max(2 * project.config.integrate.wave - agents, agents + gatesAtOnce(host));
}

async function limits(
  { host, project }: Build,
  of: {
    readonly request: BuildRequest;
    readonly flight: Flight;
    readonly scopes: Scopes;
  } & Pick<TurnstileLimits, 'agents' | 'perModel'>,
): Promise<Limits> {
  const { request, flight, agents, perModel, scopes } = of;
  // Those who declare nothing run alone anyway.
  const meets =
    project.config.parallel.conflicts === 'sequential'
      ? new Map<string, ReadonlySet<string>>()
      : await meetings(host, flight.intent().survey);
  return {
    agents,
    gates: gatesAtOnce(host),
    inLine: mostInLine({ host, project }, agents),
    perModel,
    keepGoing: request.keepGoing,
    standing: scopes.standing,
    ...(meets.size > 0 && { mayMeet: (a: string, b: string) => meets.get(a)?.has(b) === true }),
    clash: (a, b) => scopes.clash(a, b) !== undefined,
    shares: (a, b) => scopes.filesClash(a, b)?.because === 'same-files',
  };
}
