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
import { storyState } from '../../record/fold.ts';

/** What a session under way has told so far. */
export interface LaneMeter {
  readonly contextTokens: number;
  readonly spend: TokenSplit;
  /** Whose turn it is, where a config names roles. */
  readonly role?: string;
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
  const lanes = isRunning ? await lanesUnderWay(host, { project, measured }, lastRun.run) : new Map<string, LaneMeter>();
  const ended = sessions.filter(({ run }) => lastRun.runs.includes(run));
  const told = ended.flatMap(({ actual }) => (actual.spendSource === 'none' ? [] : [actual.spend]));
  const before = accountOf({ config, state: store.state }, measured, lastRun);
  const account = [...lanes].reduce(
    (now, [story, lane]) => charged(now, story, chargeOf(project, measured.get(story)!, lane)),
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

function chargeOf(project: Project, one: MeasuredStory, { spend }: LaneMeter): Charge {
  const [{ payer, needs }] = claimsOf(project, one);
  return {
    ...payer,
    state: 'open',
    ofRun: true,
    reserved: needs,
    spent: amountsOf(spend, project.config.budget.countCacheReads),
  };
}

async function lanesUnderWay(
  host: Host,
  { project, measured }: Pick<Survey, 'project' | 'measured'>,
  run: string,
): Promise<ReadonlyMap<string, LaneMeter>> {
  const { state, layout } = project.store;
  const lanes = new Map<string, LaneMeter>();
  for (const id of state.underWay) {
    const { unfinished, unfinishedRun, starts } = storyState(state, id);
    if (unfinished !== 'implement' || unfinishedRun !== run || !measured.has(id)) continue;
    lanes.set(id, meterOf(project, await readTrace(host.files, layout.attempt(id, starts))));
  }
  return lanes;
}

function meterOf({ config }: Project, trace: Trace | undefined): LaneMeter {
  const requests = trace?.events.filter((event) => event.t === 'request') ?? [];
  const { model = '', role } = trace?.start ?? {};
  const spend = requests.map(({ delta }) => pricedSplit(config, model, delta)).reduce(addTokens, NO_TOKENS);
  const contextTokens = requests.findLast(({ main }) => main)?.context ?? 0;
  return { contextTokens, spend, ...(role === undefined ? {} : { role }) };
}
