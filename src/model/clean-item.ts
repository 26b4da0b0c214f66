export type CleanKind = 'worktree' | 'branch' | 'backup' | 'logs' | 'cache' | 'damaged-journal' | 'set-aside';

/** Something that nobody will miss, or that only a person can decide about. */
export interface CleanItem {
  readonly kind: CleanKind;
  /** A path from `.xpar` or from the folder of lanes, or a ref. */
  readonly name: string;
  readonly story?: string;
  /** Of a branch or a backup. */
  readonly commit?: string;
  /** What is removed, absolute. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Why it can go, in words. */
  readonly why: string;
  /** `force`: it holds work that landed nowhere. `hand`: git cannot keep a copy of it, so xpar never removes it. */
  readonly needs?: 'force' | 'hand';
}

export interface Cleaned {
  readonly removed: readonly CleanItem[];
  readonly left: readonly (CleanItem & { readonly because: string })[];
  /** Refs under which work that landed nowhere is kept. */
  readonly backups: readonly string[];
}
