import { amountsOf, charged, standings, type Charge } from '../../budget/account.ts';
import type { BudgetStanding } from '../../model/allowance.ts';
import { addTokens, NO_TOKENS, type TokenSplit } from '../../model/budget.ts';
import type { Host } from '../../host/host.ts';
import type { Trace } from '../../model/trace.ts';
import type { Survey } from '../choose/intent.ts';
import { pricedSplit } from '../sizes/forecast-story.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { accountOf, claimsOf } from './open-account.ts';
import type { Project } from '../project/project.ts';
import { readTrace } from '../lane/trace.ts';
import { laneOf, storyState } from '../../record/fold.ts';
import { ownerOf, type LaneOwner } from '../../model/subtask-lane.ts';
import { fansOut } from '../sizes/subtasks.ts';

/** What a session under way has told so far. */
export interface LaneMeter {
  readonly contextTokens: number;
  readonly spend: TokenSplit;
  /** Whose turn it is, where a config names roles. */
  readonly role?: string;
  /** Of a story that is worked on in parts: those in session, by id. */
  readonly subtasks?: readonly string[];
}

/** The meter of the run under way, or of the last one. */
export interface RunMeter {
  readonly run: string;
  /** Of its sessions that ended, and of those under way. */
  readonly spend: TokenSplit;
  /** Sessions that ended without telling their usage. */
  readonly unknown: number;
  /** Its budgets, with what is reserved for those under way. */
  readonly budgets: readonly BudgetStanding[];
  /** Sessions under way, by story. */
  readonly lanes: ReadonlyMap<string, LaneMeter>;
}

/** Read from the journal, and the traces of sessions under way; undefined where nothing has run. */
export async function runMeter(host: Host, { project, measured }: Survey, isRunning: boolean): Promise<RunMeter | undefined> {
  const { config, store } = project;
  const { lastRun, sessions } = store.state;
  if (lastRun === undefined) return undefined;
  const open = isRunning ? await sessionsUnderWay(host, { project, measured }, lastRun.run) : [];
  const lanes = byStory(open);
  const ended = sessions.filter(({ run }) => lastRun.runs.includes(run));
  const told = ended.flatMap(({ actual }) => (actual.spendSource === 'none' ? [] : [actual.spend]));
  const before = accountOf({ config, state: store.state }, measured, lastRun);
  const account = open.reduce(
    (now, { owner, meter }) => charged(now, laneOf(owner), chargeOf(project, measured.get(owner.story)!, { owner, meter })),
    before,
  );
  return {
    run: lastRun.run,
    spend: [...told, ...[...lanes.values()].map(({ spend }) => spend)].reduce(addTokens, NO_TOKENS),
    unknown: ended.length - told.length,
    budgets: standings(account),
    lanes,
  };
}

/** A session under way, and whose it is. */
interface OpenSession {
  readonly owner: LaneOwner;
  readonly meter: LaneMeter;
}

function chargeOf(project: Project, one: MeasuredStory, { owner, meter }: OpenSession): Charge {
  const claims = claimsOf(project, one);
  const { payer, needs } = claims.find(({ subtask }) => subtask === owner.subtask) ?? claims[0];
  return {
    ...payer,
    state: 'open',
    ofRun: true,
    reserved: needs,
    spent: amountsOf(meter.spend, project.config.budget.countCacheReads),
  };
}

/** Of several parts of a story the largest context, and what all of them spent. */
function byStory(open: readonly OpenSession[]): ReadonlyMap<string, LaneMeter> {
  const lanes = new Map<string, LaneMeter>();
  for (const { owner, meter } of open) {
    const { contextTokens = 0, spend = NO_TOKENS, subtasks = [] } = lanes.get(owner.story) ?? {};
    lanes.set(owner.story, {
      ...meter,
      contextTokens: Math.max(contextTokens, meter.contextTokens),
      spend: addTokens(spend, meter.spend),
      ...(owner.subtask === undefined ? {} : { subtasks: [...subtasks, owner.subtask].sort() }),
    });
  }
  return lanes;
}

async function sessionsUnderWay(
  host: Host,
  { project, measured }: Pick<Survey, 'project' | 'measured'>,
  run: string,
): Promise<readonly OpenSession[]> {
  const { state, layout } = project.store;
  const open: OpenSession[] = [];
  for (const id of state.underWay) {
    const owner = ownerOf(id);
    const { unfinished, unfinishedRun, starts } = storyState(state, id);
    const card = measured.get(owner.story);
    if (unfinished !== 'implement' || unfinishedRun !== run || card === undefined) continue;
    // Where its parts are in session, the story itself is not.
    if (owner.subtask === undefined && fansOut(project, card)) continue;
    open.push({ owner, meter: meterOf(project, await readTrace(host.files, layout.attempt(id, starts))) });
  }
  return open;
}

function meterOf({ config }: Project, trace: Trace | undefined): LaneMeter {
  const requests = trace?.events.filter((event) => event.t === 'request') ?? [];
  const { model = '', role } = trace?.start ?? {};
  const spend = requests.map(({ delta }) => pricedSplit(config, model, delta)).reduce(addTokens, NO_TOKENS);
  const contextTokens = requests.findLast(({ main }) => main)?.context ?? 0;
  return { contextTokens, spend, ...(role === undefined ? {} : { role }) };
}
