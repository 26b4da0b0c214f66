import type { BudgetName, BurnBudget, ParkedBy, Shortfall } from './allowance.ts';

/** Lines of the journal about budgets. */
export type BurnEntry =
  /** A session was made to hand back; what it left is `commit`, where it left anything. */
  | {
      readonly t: 'parked';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly key: string;
      readonly commit?: string;
      readonly why: ParkedBy;
      /** For the next session: the last words of this one. */
      readonly report?: string;
    }
  /** At the end of a run: what was reserved for the story did not fit a budget. */
  | { readonly t: 'unfunded'; readonly at: number; readonly run: string; readonly story: string; readonly shortfall: Shortfall }
  /** A budget came to a threshold, and it was told. `key`: of the story it bounds. */
  | {
      readonly t: 'alerted';
      readonly at: number;
      readonly run: string;
      readonly budget: BurnBudget;
      readonly percent: number;
      readonly key?: string;
    }
  /** A person gave a budget more. */
  | {
      readonly t: 'granted';
      readonly at: number;
      readonly run: string;
      readonly budget: BudgetName;
      readonly more: number;
      readonly key?: string;
    };

/** The run that began last. */
export interface LastRun {
  readonly run: string;
  readonly at: number;
  readonly exit?: number;
  /** It, and before it those that were cut off and that it goes on from: they share its budgets. */
  readonly runs: readonly string[];
  readonly budgets: readonly BurnBudget[];
}
