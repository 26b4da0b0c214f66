/** What a role does: leaves tests that are then locked; does the card; accepts or refuses; or what its prompt says. */
export type RoleKind = 'test-writer' | 'implementer' | 'reviewer' | 'writer';

/** One who works on a story, in its place among the others. */
export interface RoleConfig {
  readonly name: string;
  readonly kind: RoleKind;
  /** Name of its agent; undefined: the story's own. */
  readonly agent?: string;
  /** Undefined: the card's. */
  readonly model?: string;
  readonly prompt?: string;
  /** Of a story's budget, above 0 and at most 1. */
  readonly share: number;
  /** Of a reviewer: how many refusals go back before the try has failed. */
  readonly rounds: number;
}

/** A file that a test-writer left, and must stay as it is: its blob, empty where it is to stay away. */
export interface LockedFile {
  readonly path: string;
  readonly blob: string;
  /** In which it was left so; older journals do not say. */
  readonly commit?: string;
}

/** How far a lane's roles have come. */
export interface RoleProgress {
  /** Digest of what the work is fingerprinted by: with anything else than this nothing of it counts. */
  readonly how: string;
  /** Those that are done, in order. */
  readonly done: readonly { readonly name: string; readonly kind: RoleKind }[];
  /** The work as the last of them left it, and its parent. */
  readonly commit: string;
  readonly base: string;
  readonly locked: readonly LockedFile[];
  /** Refusals of this try. */
  readonly rounds: number;
  /** Why the work went back to the implementer. */
  readonly refused?: readonly string[];
  /** All were done, and so was the step. */
  readonly finished?: true;
}

/** Its line in the journal: one role has ended its part, or sent the work back. */
export interface RoleEntry {
  readonly t: 'role';
  readonly at: number;
  readonly run: string;
  readonly story: string;
  readonly key: string;
  readonly how: string;
  readonly role: string;
  readonly kind: RoleKind;
  readonly commit: string;
  readonly base: string;
  /** What it left and nobody may change. */
  readonly locked?: readonly LockedFile[];
  /** It goes back to the implementer, and why. */
  readonly refused?: readonly string[];
}
