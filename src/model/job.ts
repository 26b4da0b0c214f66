import type { Step } from './target.ts';

/** One story's work in a run: what the plan hands to the scheduler. */
export interface Job {
  readonly story: string;
  /** The model of its sessions; undefined where none is to come. */
  readonly model?: string;
  /** Steps still to run, in order. */
  readonly steps: readonly Step[];
  /** All that take turns in its session, it among them, in the order of integration; absent: a session of its own. */
  readonly shares?: readonly string[];
  /** Stories that must be integrated first; those not scheduled and not integrated hold it for good. */
  readonly dependsOn: readonly string[];
  /** Heaviest chain of work that starts here, tokens (P50): longest first. */
  readonly pathTokens: number;
  readonly priority: number;
  /** What is reserved for its session, by budget (`budgetId`), in the budget's unit. */
  readonly draws?: readonly { readonly budget: string; readonly amount: number }[];
  /** Place in the order of integration. */
  readonly place: number;
}
