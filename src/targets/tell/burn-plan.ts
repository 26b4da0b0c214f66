import { amountsOf, charged, shortfall, standings } from '../../budget/account.ts';
import type { Amounts, BudgetStanding, Shortfall } from '../../model/allowance.ts';
import type { Intent } from '../choose/intent.ts';
import { claimsOf, openAccount } from '../run/open-account.ts';

/** What a run's sessions are expected to burn, and which budgets they meet. */
export interface BurnPlan {
  /** As they stand before the run. */
  readonly budgets: readonly BudgetStanding[];
  /** Each session to come, in the order in which they would start: at P50, and what is reserved for it. */
  readonly sessions: readonly {
    readonly story: string;
    /** Where a config names roles. */
    readonly role?: string;
    readonly expected: Amounts;
    readonly reserved: Amounts;
    /** It fits beside those before it only where they take less than is reserved for them. */
    readonly short?: Shortfall;
  }[];
}

/** The sums behind admission, were all sessions to start at once. */
export function burnPlan({ jobs, survey: { project, measured } }: Intent): BurnPlan {
  const { budget } = project.config;
  let account = openAccount(project, measured);
  const budgets = standings(account);
  const paid = jobs
    .filter(({ steps }) => steps.includes('implement'))
    .toSorted((a, b) => b.pathTokens - a.pathTokens || a.priority - b.priority || (a.story < b.story ? -1 : 1));
  const sessions = paid.flatMap(({ story: id }) => {
    const one = measured.get(id)!;
    if (one.forecast === undefined) return [];
    return claimsOf(project, one).flatMap(({ payer, needs: reserved, forecast }) => {
      if (forecast === undefined) return [];
      const short = budget.onExceed === 'warn' ? undefined : shortfall(standings(account), payer, reserved);
      if (!short) account = charged(account, `${id} ${payer.role}`, { ...payer, state: 'open', ofRun: true, reserved });
      const expected = amountsOf(forecast.burn.p50, budget.countCacheReads);
      const role = one.roles === undefined ? {} : { role: payer.role };
      return [{ story: id, ...role, expected, reserved, ...(short ? { short } : {}) }];
    });
  });
  return { budgets, sessions };
}
