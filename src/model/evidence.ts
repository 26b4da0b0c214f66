import type { TokenSplit } from './budget.ts';
import type { Person } from './word-entry.ts';

/** All that a person needs to judge one integrated story by: what was asked for, and what was seen. Times are ms since the epoch. */
export interface Evidence {
  readonly story: string;
  readonly title: string;
  /** Its merge, and where it stands. */
  readonly landing: { readonly commit: string; readonly onBase: boolean };
  readonly criteria: readonly string[];
  readonly adrs: readonly { readonly id: string; readonly title: string }[];
  /** The lane's own gates as the runner told them; empty where its tree was known to be green. */
  readonly gates: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly tests?: number;
    readonly durationMs: number;
  }[];
  /** SHA-256 of the gates' output, as the merge names it. */
  readonly gateDigest: string;
  /** Changed paths, as git tells them. */
  readonly files: readonly string[];
  readonly sessions: number;
  /** Of the card as it landed, in native tokens: context expected and seen of its last session. */
  readonly contextTokens?: { readonly estimate: number; readonly actual?: number };
  /** Of all its sessions; absent where one of them told nothing. */
  readonly spend?: TokenSplit;
  /** What the agent left for whoever comes next: risks as they were seen, and its own words, which are its claim. */
  readonly handoff?: { readonly risks: readonly string[]; readonly report?: string };
  readonly accepted?: { readonly at?: number; readonly by?: Person };
  /** The card was edited after that landed. */
  readonly editedSince: boolean;
}
