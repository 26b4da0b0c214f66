import { billedTokens, type TokenSplit } from '../model/budget.ts';
import {
  budgetId,
  storyOfBudget,
  type Amounts,
  type BudgetName,
  type BudgetStanding,
  type BudgetUnit,
  type BurnBudget,
  type Shortfall,
} from '../model/allowance.ts';

/** Who a session's spend is charged to. */
export interface Payer {
  readonly story: string;
  readonly role: string;
  readonly command: string;
}

/** One session, of this run or before it, as the budgets see it. */
export interface Charge extends Payer {
  readonly state: 'open' | 'ended';
  /** Of the run that the account is kept for; others count for their story alone. */
  readonly ofRun: boolean;
  readonly reserved: Amounts;
  /** As told so far; absent while nothing was. */
  readonly spent?: Amounts;
}

/** Budgets, and all that draws on them. A plain value. */
export interface Account {
  readonly budgets: readonly BurnBudget[];
  readonly charges: ReadonlyMap<string, Charge>;
}

/** Share of a limit, in per cent, at which it is told. */
export const THRESHOLDS = [75, 80, 90, 100] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** A split as budgets count it. */
export function amountsOf(split: TokenSplit, countCacheReads: boolean): Amounts {
  const tokens = billedTokens(split) + (countCacheReads ? split.cacheRead : 0);
  return split.usd === undefined ? { tokens } : { tokens, usd: split.usd };
}

/** Does a session of this payer draw on the budget? */
export function draws({ scope, name }: BudgetName, payer: Payer): boolean {
  if (scope === 'share') return `${payer.story}/${payer.role}` === name;
  return scope === 'run' || payer[scope] === name;
}

/** Every budget with what draws on it. */
export function standings({ budgets, charges }: Account): readonly BudgetStanding[] {
  return budgets.map((budget) => {
    const own = [...charges.values()].filter(
      (charge) => draws(budget, charge) && (charge.ofRun || storyOfBudget(budget) !== undefined),
    );
    const parts = own.map((charge) => partsOf(charge, budget.unit));
    const sum = (part: keyof ReturnType<typeof partsOf>): number => parts.reduce((total, one) => total + one[part], 0);
    return { ...budget, spent: sum('spent'), assumed: sum('assumed'), reserved: sum('reserved'), unknown: sum('unknown') };
  });
}

/** What a session counts for. One that ended without telling counts for what was reserved: unknown is never nothing. */
function partsOf(
  { state, reserved, spent }: Charge,
  unit: BudgetUnit,
): { spent: number; assumed: number; reserved: number; unknown: number } {
  const [told, put] = [spent?.[unit], reserved[unit] ?? 0];
  if (state === 'open') return { spent: told ?? 0, assumed: 0, reserved: Math.max(0, put - (told ?? 0)), unknown: 0 };
  if (told === undefined) return { spent: 0, assumed: put, reserved: 0, unknown: 1 };
  return { spent: told, assumed: 0, reserved: 0, unknown: 0 };
}

/** What a budget has used up: told, or assumed. */
export function usedOf({ spent, assumed }: Pick<BudgetStanding, 'spent' | 'assumed'>): number {
  return spent + assumed;
}

/** What is left to reserve. */
export function leftOf(standing: BudgetStanding): number {
  return standing.limit - usedOf(standing) - standing.reserved;
}

/** A session to come: who pays, and what is to be set aside for it. */
export interface Claim {
  readonly payer: Payer;
  readonly needs: Amounts;
}

/** The first budget that a session of this payer would not fit; undefined where it fits all it draws on. */
export function shortfall(all: readonly BudgetStanding[], payer: Payer, needs: Amounts): Shortfall | undefined {
  return shortfallOf(all, [{ payer, needs }]);
}

/** The same of several sessions, one after the other. */
export function shortfallOf(all: readonly BudgetStanding[], claims: readonly Claim[]): Shortfall | undefined {
  for (const standing of all) {
    const own = claims.filter(({ payer }) => draws(standing, payer));
    if (own.length === 0) continue;
    const [left, need] = [leftOf(standing), neededOf(own, standing.unit)];
    if (need !== undefined && need <= left) continue;
    const { scope, name, unit, limit } = standing;
    return { scope, name, unit, limit, left: Math.max(0, left), ...(need === undefined ? {} : { needs: need }) };
  }
  return undefined;
}

/** What sessions take of each budget they draw on; of one whose price is not known, all of it. */
export function drawnBy(
  budgets: readonly BurnBudget[],
  claims: readonly Claim[],
): readonly { readonly budget: string; readonly amount: number }[] {
  return budgets.flatMap((budget) => {
    const own = claims.filter(({ payer }) => draws(budget, payer));
    return own.length === 0 ? [] : [{ budget: budgetId(budget), amount: neededOf(own, budget.unit) ?? Infinity }];
  });
}

/** Undefined where it is not known of one of them. */
function neededOf(claims: readonly Claim[], unit: BudgetUnit): number | undefined {
  const needs = claims.map((claim) => claim.needs[unit]);
  return needs.reduce((sum, need) => (sum === undefined || need === undefined ? undefined : sum + need), 0);
}

/** Thresholds that a budget has come to. */
export function reached(standing: BudgetStanding): readonly Threshold[] {
  return THRESHOLDS.filter((percent) => usedOf(standing) >= (percent / 100) * standing.limit);
}

/** With `more` given to one budget. */
export function granted(account: Account, to: BudgetName, more: number): Account {
  const isMeant = (one: BudgetName): boolean => one.scope === to.scope && one.name === to.name && one.unit === to.unit;
  return { ...account, budgets: account.budgets.map((one) => (isMeant(one) ? { ...one, limit: one.limit + more } : one)) };
}

/** With one charge new or changed. */
export function charged(account: Account, id: string, charge: Charge): Account {
  return { ...account, charges: new Map(account.charges).set(id, charge) };
}

/** Without a charge that came to nothing. */
export function discharged(account: Account, id: string): Account {
  const charges = new Map(account.charges);
  charges.delete(id);
  return { ...account, charges };
}
