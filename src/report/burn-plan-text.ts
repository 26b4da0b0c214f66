import type { Amounts, BudgetStanding, Shortfall } from '../model/allowance.ts';
import { shown } from '../model/shown.ts';
import { tokensText, usdText } from './amounts.ts';
import { budgetText, shortfallText, standingText } from './burn-text.ts';

/** What sessions are expected to burn, and the budgets they meet: the shape of targets/'s BurnPlan. */
export interface BurnPlanLike {
  readonly budgets: readonly BudgetStanding[];
  readonly sessions: readonly {
    readonly story: string;
    readonly expected: Amounts;
    readonly reserved: Amounts;
    readonly short?: Shortfall;
  }[];
}

/** Lines: the sum, each budget, and who would have to wait. None where nothing would burn and nothing bounds it. */
export function burnPlanLines({ budgets, sessions }: BurnPlanLike): string[] {
  const [expected, reserved] = [sum(sessions.map((one) => one.expected)), sum(sessions.map((one) => one.reserved))];
  const total = `burn: ${amountsText(expected)} expected (P50), ${amountsText(reserved)} set aside (at the ceilings)`;
  const waits = sessions.flatMap(({ story, short }) =>
    short ? [`${shown(story)} waits while those before it run: it ${shortfallText(short)}`] : [],
  );
  return [...(sessions.length > 0 ? [total] : []), ...budgets.map((one) => `${budgetText(one)}: ${standingText(one)}`), ...waits];
}

/** USD is known of the sum where it is known of each. */
function sum(all: readonly Amounts[]): Amounts {
  const tokens = all.reduce((total, one) => total + one.tokens, 0);
  const isPriced = all.length > 0 && all.every(({ usd }) => usd !== undefined);
  return isPriced ? { tokens, usd: all.reduce((total, { usd = 0 }) => total + usd, 0) } : { tokens };
}

function amountsText({ tokens, usd }: Amounts): string {
  return usd === undefined ? `${tokensText(tokens)} tokens` : `${tokensText(tokens)} tokens, ${usdText(usd)}`;
}
