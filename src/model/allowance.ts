/**
 * What a burn budget bounds: a run, all sessions of one story, a run's sessions in one role or by one command, or the sessions
 * of one story in one role (`share`, named `story/role`).
 */
export type BudgetScope = 'run' | 'story' | 'role' | 'command' | 'share';

/** Tokens as a budget counts them (`billedTokens`, with cache reads where the config says so), or USD. */
export type BudgetUnit = 'tokens' | 'usd';

/** What happens when a budget is spent: tell; start nothing more and ask; have the sessions hand back what there is. */
export type OnExceed = 'warn' | 'pause' | 'stop';

/** Of every session, where a config names no roles. */
export const ROLE = 'implementer';

/** Which budget: `name` is the story, role, command or share; empty of the run. */
export interface BudgetName {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly unit: BudgetUnit;
}

export interface BurnBudget extends BudgetName {
  readonly limit: number;
}

/** How a budget stands, all in its unit. */
export interface BudgetStanding extends BurnBudget {
  /** As agents told it. */
  readonly spent: number;
  /** What counts for sessions that ended without telling: what was reserved for them. */
  readonly assumed: number;
  /** Set aside for sessions in flight, beyond what they have told. */
  readonly reserved: number;
  /** Sessions behind `assumed`. */
  readonly unknown: number;
}

/** Why a session cannot start. `needs` is absent where no price is known. */
export interface Shortfall extends BurnBudget {
  readonly needs?: number;
  readonly left: number;
}

/** Amounts of one session. `usd` is absent where it is not known. */
export interface Amounts {
  readonly tokens: number;
  readonly usd?: number;
}

/** Tokens or USD of one or both; what a config or a command line gives a budget. */
export type Allowance = Partial<Readonly<Record<BudgetUnit, number>>>;

/** Budgets as they are set. */
export interface Allowances {
  readonly run: Allowance;
  readonly stories: Readonly<Record<string, Allowance>>;
  readonly roles: Readonly<Record<string, Allowance>>;
  /** By a command without its arguments. */
  readonly commands: Readonly<Record<string, Allowance>>;
  readonly onExceed: OnExceed;
  /** Do tokens read from the provider's cache count as tokens? They always count in USD. */
  readonly countCacheReads: boolean;
}

/** What it may cost, or do, came to its end. */
export type Spent =
  | ({ readonly by: 'budget' } & Pick<BudgetStanding, keyof BurnBudget | 'spent' | 'assumed'>)
  /** The working tokens that were expected (P50), and those that are there. */
  | { readonly by: 'spike'; readonly expectedTokens: number; readonly workingTokens: number };

/**
 * Why a session was made to hand back before it was done. `answer`: a person is asked, by the item's name and in words. `zone`: it
 * filled its smart zone, and a draft card for the remainder waits for a person, at this path.
 */
export type ParkedBy =
  | Spent
  | { readonly by: 'answer'; readonly item: string; readonly text: string }
  | { readonly by: 'zone'; readonly contextTokens: number; readonly limitTokens: number; readonly draft: string };

/** What a person is asked when work is paused; the answer is how much more a budget may take (a spike: any amount), or nothing. */
export type Question = { readonly story?: string } & Spent;
export type Ask = (question: Question, interrupted: AbortSignal) => Promise<number | undefined>;

/** One word for a budget, for tables. */
export function budgetId({ scope, name, unit }: BudgetName): string {
  return `${scope}:${name}:${unit}`;
}

/** The story whose sessions a budget bounds over all runs; undefined of one that is a run's. */
export function storyOfBudget({ scope, name }: Pick<BudgetName, 'scope' | 'name'>): string | undefined {
  if (scope === 'share') return name.slice(0, name.indexOf('/'));
  return scope === 'story' ? name : undefined;
}

/** All budgets that are set, the run's first; a role that has a share of its story's has a budget of that. */
export function budgetsOf(
  set: Allowances,
  roles: readonly { readonly name: string; readonly share: number }[],
): readonly BurnBudget[] {
  const shares = Object.entries(set.stories).flatMap(([story, allowance]) =>
    roles
      .filter(({ share }) => share < 1)
      .flatMap(({ name, share }) => each('share', `${story}/${name}`, partOf(allowance, share))),
  );
  const named = (scope: BudgetScope, by: Readonly<Record<string, Allowance>>): BurnBudget[] =>
    Object.entries(by).flatMap(([name, allowance]) => each(scope, name, allowance));
  return [
    ...each('run', '', set.run),
    ...named('story', set.stories),
    ...shares,
    ...named('role', set.roles),
    ...named('command', set.commands),
  ];
}

function partOf({ tokens, usd }: Allowance, share: number): Allowance {
  return {
    ...(tokens === undefined ? {} : { tokens: Math.floor(share * tokens) }),
    ...(usd === undefined ? {} : { usd: share * usd }),
  };
}

function each(scope: BudgetScope, name: string, allowance: Allowance): BurnBudget[] {
  return (['tokens', 'usd'] as const).flatMap((unit) => {
    const limit = allowance[unit];
    return limit === undefined ? [] : [{ scope, name, unit, limit }];
  });
}
