import { amountsOf, granted, shortfallOf, type Account, type Charge, type Claim, type Payer } from '../../budget/account.ts';
import { expectedBurn } from '../../budget/burn.ts';
import {
  budgetsOf,
  ROLE,
  storyOfBudget,
  type Amounts,
  type BudgetStanding,
  type BurnBudget,
  type Shortfall,
} from '../../model/allowance.ts';
import type { Forecast } from '../../model/budget.ts';
import type { Story } from '../../model/card.ts';
import { agentCommand } from '../../model/command-name.ts';
import type { State } from '../../model/record.ts';
import { openRuns } from '../../record/last-run.ts';
import { agentName } from '../project/adapters.ts';
import { pricedSplit } from '../sizes/forecast-story.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';
import { asRole, rolesLeft } from '../sizes/roles.ts';
import { fansOut, subtasksLeft } from '../sizes/subtasks.ts';

type Keys = ReadonlyMap<string, { readonly key: string }>;

/**
 * The budgets as they stand before another session starts: with what sessions of the run told that is under way, or was cut
 * off and is gone on from; and for each story with all its sessions as the card stands, since it was last integrated.
 */
export function openAccount({ config, store }: Pick<Project, 'config' | 'store'>, keys: Keys): Account {
  const { state } = store;
  return accountOf({ config, state }, keys, { runs: openRuns(state), budgets: budgetsOf(config.budget, config.roles) });
}

/** The same of other runs and budgets than the next run's. */
export function accountOf(
  { config, state }: { readonly config: Project['config']; readonly state: State },
  keys: Keys,
  of: { readonly runs: readonly string[]; readonly budgets: readonly BurnBudget[] },
): Account {
  const none: Account = { budgets: of.budgets, charges: new Map() };
  // A ledger may be long: without a budget nobody asks what is in it.
  if (of.budgets.length === 0) return none;
  const runs = new Set(of.runs);
  const integratedAfter = new Map(state.integrations.map(({ story, sessions }) => [story, sessions]));
  const charges = state.sessions.flatMap((session, index): [string, Charge][] => {
    const { story, role = ROLE, command = '', key, run } = session;
    const isCurrent = keys.get(story)?.key === key && index >= (integratedAfter.get(story) ?? 0);
    const ofRun = runs.has(run);
    if (!ofRun && !isCurrent) return [];
    const spent =
      session.actual.spendSource === 'none' ? {} : { spent: amountsOf(session.actual.spend, config.budget.countCacheReads) };
    const payer = { story: isCurrent ? story : '', role, command };
    return [[`session ${index}`, { ...payer, state: 'ended', ofRun, reserved: reservedFor(config, session), ...spent }]];
  });
  const given = grantsIn(state).filter(({ run, key, budget }) => {
    const story = storyOfBudget(budget);
    return story === undefined ? runs.has(run) : keys.get(story)?.key === key;
  });
  const account: Account = { budgets: of.budgets, charges: new Map(charges) };
  return given.reduce((now, { budget, more }) => granted(now, budget, more), account);
}

/** What people gave budgets, by the answer to a question. Older builds have entered it by itself. */
function grantsIn({ grants, inbox }: State): readonly Pick<State['grants'][number], 'run' | 'key' | 'budget' | 'more'>[] {
  const answered = inbox.flatMap(({ run, key, asking, answer }) => {
    if (asking.about !== 'question' || asking.question.by !== 'budget' || answer?.allow !== true) return [];
    return answer.more === undefined ? [] : [{ run, key, budget: asking.question, more: answer.more }];
  });
  return [...grants, ...answered];
}

/** What had been reserved for a session, as far as its record tells: for those that did not say what they took. */
function reservedFor(config: Project['config'], { model, estimate }: State['sessions'][number]): Amounts {
  const burn = expectedBurn(estimate.baseTokens + estimate.floorTokens, estimate.workingP80Tokens);
  return amountsOf(pricedSplit(config, model, burn), config.budget.countCacheReads);
}

/** Who pays for a session on a story. */
export function payerOf({ config }: Pick<Project, 'config'>, story: Story, role: string = ROLE): Payer {
  const agent = config.agents[agentName(config, story)]!;
  return { story: story.id, role, command: agentCommand(agent) };
}

/** What is reserved for a session: its spend at the ceiling. */
function needsOf({ config }: Pick<Project, 'config'>, { burn }: Pick<Forecast, 'burn'>): Amounts {
  return amountsOf(burn.p80, config.budget.countCacheReads);
}

/** A session to come on a story; `forecast` is absent where none can be made, and nothing is set aside then. */
export interface StoryClaim extends Claim {
  /** Of one on this part of it alone. */
  readonly subtask?: string;
  readonly forecast?: Forecast;
}

type Claimant = Pick<MeasuredStory, 'story' | 'key' | 'implementParts' | 'roles' | 'forecast' | 'subtasks'>;

/** The sessions to come on a story, the next one first: one for each role, or subtask, that is not done. There is always a next one. */
export function claimsOf(project: Pick<Project, 'config' | 'store'>, one: Claimant): readonly [StoryClaim, ...StoryClaim[]] {
  const { story, implementParts, roles = [] } = one;
  const claim = (own: Story, forecast: Forecast | undefined, role?: string): StoryClaim => ({
    payer: payerOf(project, own, role),
    needs: forecast ? needsOf(project, forecast) : { tokens: 0 },
    ...(forecast ? { forecast } : {}),
  });
  const parts = subtaskClaims(project, one, claim);
  if (parts) return parts;
  const left = project.config.roles.length === 0 ? [] : rolesLeft(project, story.id, implementParts);
  const [next, ...later] = left.map((role) =>
    claim(asRole(story, role), roles.find((its) => its.role.name === role.name)?.forecast, role.name),
  );
  return next === undefined ? [claim(story, one.forecast)] : [next, ...later];
}

function subtaskClaims(
  project: Pick<Project, 'config' | 'store'>,
  one: Claimant,
  claim: (own: Story, forecast: Forecast | undefined) => StoryClaim,
): readonly [StoryClaim, ...StoryClaim[]] | undefined {
  if (!fansOut(project, one)) return undefined;
  const forecasts = new Map(one.subtasks?.map(({ subtask, forecast }) => [subtask.id, forecast]));
  const [next, ...later] = subtasksLeft(project, one).map(({ subtask: { id: subtask } }): StoryClaim => ({
    ...claim(one.story, forecasts.get(subtask) ?? one.forecast),
    subtask,
  }));
  return next && [next, ...later];
}

/** The budget that keeps a story's sessions from starting, even with nothing else under way. Warnings keep nothing. */
export function unfunded(
  project: Pick<Project, 'config' | 'store'>,
  standings: readonly BudgetStanding[],
  one: Claimant,
): Shortfall | undefined {
  if (one.forecast === undefined || project.config.budget.onExceed === 'warn') return undefined;
  return shortfallOf(standings, claimsOf(project, one));
}
