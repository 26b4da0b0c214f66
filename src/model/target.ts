import type { ParkedBy, Shortfall } from './allowance.ts';
import type { Problem } from './problem.ts';

/** The five steps of a story, in the order they are needed. */
export const STEPS = ['budget-check', 'worktree', 'implement', 'gate', 'integrate'] as const;
export type Step = (typeof STEPS)[number];

/** Named inputs of one target, each as a digest (or a short value). The names are what `xpar why` shows. */
export type Parts = Readonly<Record<string, string>>;

export interface PartChange {
  readonly part: string;
  /** Absent: the part is new. */
  readonly before?: string;
  /** Absent: the part is gone. */
  readonly after?: string;
}

/** Why a target has to run. A fixed set of codes, each with its evidence. */
export type StaleReason =
  | { readonly code: 'never-built' }
  | { readonly code: 'changed'; readonly changes: readonly PartChange[] }
  | { readonly code: 'failed-before'; readonly attempts: number; readonly problem: Problem }
  | { readonly code: 'interrupted' }
  | { readonly code: 'parked'; readonly why: ParkedBy }
  /** Its roles have not all had their turn: `done` have. */
  | { readonly code: 'roles-left'; readonly done: readonly string[] }
  | { readonly code: 'output-gone'; readonly what: string }
  | { readonly code: 'edited-after-integration'; readonly changes: readonly PartChange[] }
  /** Nothing changed: the person wants it as if this file had (`-W`), path from the top. */
  | { readonly code: 'what-if'; readonly file: string }
  /** Nothing changed: the person wants it made again (`-B`). */
  | { readonly code: 'always-make' }
  | { readonly code: 'needs'; readonly step: Step };

/** Why a target need not run. */
export type FreshReason =
  | { readonly code: 'integrated'; readonly commit: string }
  | { readonly code: 'same-inputs' }
  /** A person's word (`-t`), since epoch milliseconds `at`; it is not integrated. */
  | { readonly code: 'taken-as-done'; readonly at: number }
  | { readonly code: 'same-tree'; readonly tree: string };

/** Why a target that is stale cannot run now. */
export type HeldReason =
  | { readonly code: 'not-ready'; readonly status: string }
  | { readonly code: 'over-zone'; readonly overTokens: number }
  | { readonly code: 'over-budget'; readonly shortfall: Shortfall }
  | { readonly code: 'attempts-used'; readonly attempts: number; readonly problem: Problem }
  /** Integrated under contracts that were edited since, and nothing else changed: a person says whether it is built again. */
  | { readonly code: 'contract-edited'; readonly changes: readonly PartChange[] }
  /** A person gave it up as its card stands, since epoch milliseconds `at`. */
  | { readonly code: 'abandoned'; readonly at: number }
  /** What it needs will not be integrated: it is `held` itself, or, where that is absent, taken as done. */
  | { readonly code: 'waits-for'; readonly story: string; readonly held?: HeldReason }
  /** A person was asked, by the item's name, and has not answered. */
  | { readonly code: 'waits-for-answer'; readonly item: string; readonly text: string }
  /** Its session filled its smart zone, and nobody has said yet what becomes of the draft for the remainder; path from the top. */
  | { readonly code: 'draft-undecided'; readonly draft: string }
  | { readonly code: 'card-problem'; readonly count: number }
  /** A contract that it pays for is there, and says nothing that can be gone by. */
  | { readonly code: 'adr-unreadable'; readonly adr: string };

export type Decision =
  | { readonly state: 'fresh'; readonly reason: FreshReason }
  | { readonly state: 'stale'; readonly reason: StaleReason }
  | { readonly state: 'held'; readonly reason: HeldReason };
