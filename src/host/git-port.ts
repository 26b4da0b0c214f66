import type { AidedPath, MergeAids } from '../model/merge-aids.ts';

export interface Repository {
  /** Top of the checkout the person stands in. */
  readonly top: string;
  /** The git folder shared by all worktrees. */
  readonly commonDir: string;
  /** The git folder of this checkout: the same, unless it is a linked worktree. */
  readonly gitDir: string;
}

/** Where everything points, asked in one go. */
export interface Refs {
  /** Branch the checkout is on; undefined when detached. Before the first commit it is no key of `all`. */
  readonly branch?: string;
  /** Commit of HEAD; undefined before the first commit. */
  readonly head?: string;
  /** Full names of branches, here and as known of remotes, with their commits. */
  readonly all: ReadonlyMap<string, string>;
}

/** One commit with xpar's trailers, newest first, parents after children. */
export interface TrailerCommit {
  readonly commit: string;
  /** Commit date, milliseconds since the epoch: for records. */
  readonly at: number;
  readonly trailers: Readonly<Record<string, string>>;
}

export interface TreeEntry {
  readonly blob: string;
  /** Git's mode, `100644`, `120000` (link), `160000` (submodule). */
  readonly mode: string;
}

/** A file that git obeys, as it stood: `other` is what cannot be put back. */
export type PlumbingPart =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'other'; readonly what: string };

/** By absolute path. */
export type Plumbing = ReadonlyMap<string, PlumbingPart>;

/** Git, for everybody but the integrator. Commit and tree arguments are full ids; `cwd` is a checkout. */
export interface Git {
  version(): Promise<string | undefined>;
  /** Undefined outside a repository; `bare` where there is no checkout. */
  repository(cwd: string): Promise<Repository | 'bare' | { readonly refused: string } | undefined>;
  /** Branch the checkout is on; undefined when detached. Works before the first commit. */
  currentBranch(cwd: string): Promise<string | undefined>;
  /** Full commit id, or undefined. */
  commitOf(cwd: string, rev: string): Promise<string | undefined>;
  /** Which of these ids are commits that are there. */
  commitsAmong(cwd: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  treeOf(cwd: string, commit: string): Promise<string>;
  /** Files and folders at least one of which looks different after any change of a branch, here or as known of a remote, or of HEAD. */
  traces(repository: Repository): Promise<readonly string[]>;
  refs(cwd: string): Promise<Refs>;
  /** Id of the tree with nothing in it: what stands before the first commit. */
  emptyTree(cwd: string): Promise<string>;
  branches(cwd: string, ...prefixes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Commits with an `Xpar-Story` or `Xpar-Revert` trailer in the history of `tip`, newest first; without those in the history of `before`. */
  trailers(cwd: string, tip: string, before?: string): Promise<readonly TrailerCommit[]>;
  /** Of these commits, those with such a trailer, newest first. */
  trailersOf(cwd: string, commits: readonly string[]): Promise<readonly TrailerCommit[]>;
  /** The paths each of the last `most` commits before and at `tip` changed, newest first; merges not. */
  changeSets(cwd: string, tip: string, most: number): Promise<readonly (readonly string[])[]>;
  /** A commit's tree by path; with `only`, just those of these paths that are there. */
  files(cwd: string, commit: string, only?: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>>;
  /** Contents by blob id; without those of more than `mostBytes`, where that is given. */
  blobs(cwd: string, ids: readonly string[], mostBytes?: number): Promise<ReadonlyMap<string, Uint8Array>>;
  isAncestor(cwd: string, older: string, newer: string): Promise<boolean>;
  /** Puts a checkout of `commit` at `path`, on `branch` (made or moved there) or detached. A leftover at `path` is replaced. */
  placeWorktree(cwd: string, spec: PlaceSpec, inTurn?: InTurn): Promise<Placed>;
  /** Puts a worktree of this repository that stands there back to `commit`, what git ignores aside; false where there is none, or git cannot. */
  resetWorktree(cwd: string, spec: Omit<PlaceSpec, 'apart' | 'keep'>): Promise<boolean>;
  /** Every checkout git knows, with the branch it is on (`refs/heads/...`, empty where it is on none). */
  checkouts(cwd: string): Promise<readonly { readonly path: string; readonly branch: string }[]>;
  removeWorktree(cwd: string, path: string): Promise<void>;
  /** Takes a worktree off its branch and puts it elsewhere; false where it is none, or cannot be moved. */
  moveWorktree(cwd: string, from: string, to: string): Promise<boolean>;
  /** The worktree as it stands (untracked files too, ignored ones not) as one commit on `base`, put under `ref`. The index is left alone. */
  commitWorktree(worktree: string, spec: CommitSpec): Promise<Committed>;
  /** Paths of a linked worktree that stand otherwise than in `commit`, untracked ones too, ignored ones not; sorted. Changes nothing. */
  differing(worktree: string, commit: string): Promise<readonly string[]>;
  /** Puts a linked worktree on a commit without a branch, but for the paths that are kept; its index is made anew. */
  settleWorktree(worktree: string, spec: SettleSpec): Promise<void>;
  /** Every two lanes that would not merge, found in memory: nothing in the repository changes. */
  foretell(cwd: string, ask: Foretelling): Promise<readonly Foretold[]>;
  /** Files that git ignores and that a file of patterns (gitignore's syntax, absolute) names too; sorted. */
  included(cwd: string, patterns: string): Promise<readonly string[]>;
  /** Does anything in a worktree differ from its commit, untracked files too? Undefined where the folder is no worktree of this repository. */
  changedSince(cwd: string, worktree: string): Promise<boolean | undefined>;
  /** Does anything that git ignores stand in the worktree? */
  hasIgnored(worktree: string): Promise<boolean>;
  /** Paths that differ between two commits, sorted. */
  changedPaths(cwd: string, from: string, to: string): Promise<readonly string[]>;
  /** Files that stand under another name in `to`, with at least half of their lines. */
  renames(cwd: string, from: string, to: string): Promise<readonly { readonly from: string; readonly to: string }[]>;
  /** The last commit on the first-parent line of `tip` that brought in this path. */
  addedIn(cwd: string, tip: string, path: string): Promise<string | undefined>;
  /** Paths that the next commit of this checkout adds or changes, sorted; without those it deletes. */
  stagedPaths(cwd: string): Promise<readonly string[]>;
  updateRef(cwd: string, ref: string, to: string, from: string | undefined): Promise<boolean>;
  /** With `from`, only where the ref is still there. */
  deleteRef(cwd: string, ref: string, from?: string): Promise<void>;
  /** Takes away what a killed git left locked of xpar's own refs, and gives those files. For the one writer only. */
  removeDeadLocks(commonDir: string, worktrees: readonly string[]): Promise<readonly string[]>;
  /** Dirty paths in the person's checkout, untracked ones not. */
  dirty(cwd: string): Promise<readonly string[]>;
  /** An operation the person is in the middle of (merge, rebase, bisect ...), if any. */
  inProgress(cwd: string): Promise<string | undefined>;
  /** Who sits here, as git is told; undefined where it is not. */
  person(cwd: string): Promise<{ readonly name: string; readonly email: string } | undefined>;
  /** Puts a commit on a branch of a remote, forward only. */
  push(cwd: string, to: { readonly remote: string; readonly commit: string; readonly branch: string }): Promise<GitDone>;
  /** A commit's message, as it was written. */
  messageOf(cwd: string, commit: string): Promise<string>;
  /** `merge --ff-only` in the person's checkout. */
  fastForward(cwd: string, commit: string): Promise<GitDone>;
  /** What git obeys beside its refs: config and what it includes, hooks, attributes, `also` these paths. */
  plumbing(repository: Repository, also?: readonly string[]): Promise<Plumbing>;
  /** The files by which a linked worktree and the repository know each other; empty where they do not. */
  pointers(worktree: string): Promise<Plumbing>;
  /** How these paths stand now. */
  standing(paths: readonly string[]): Promise<Plumbing>;
  /** Puts a path back as it was (undefined: nothing stood there); what stands there now is moved to `aside`. */
  putBack(path: string, was: PlumbingPart | undefined, aside: string): Promise<void>;
  /** Keys and values of a config file's text; undefined where git cannot read it. */
  settings(bytes: Uint8Array): Promise<readonly (readonly [key: string, value: string])[] | undefined>;
  init(folder: string, branch: string): Promise<void>;
  commitEverything(folder: string, message: string): Promise<string>;
}

export interface CommitSpec {
  readonly base: string;
  readonly ref: string;
  readonly message: string;
  /** Of a lane apart: the checkout whose repository takes its files in. Nothing of the lane's own `.git` is read. */
  readonly into?: string;
}

/** A lane as the radar sees it: its commit, or what stands in its worktree. */
export type RadarLane =
  | { readonly name: string; readonly commit: string; readonly base?: string }
  | ({ readonly name: string; readonly worktree: string } & Pick<CommitSpec, 'base' | 'leaveOut' | 'into'>);

export interface Foretelling {
  readonly lanes: readonly RadarLane[];
  /** What they are to be merged into. */
  readonly onto: string;
}

/** Two lanes that would not merge, and the paths in conflict, sorted. */
export interface Foretold {
  readonly lanes: readonly [string, string];
  readonly paths: readonly string[];
}

/** Does what makes or takes away a worktree's entry when nobody looks. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export interface PlaceSpec {
  readonly path: string;
  readonly commit: string;
  /** Made or moved there; detached without. */
  readonly branch?: string;
  /** Nothing but the tree and what these patterns (gitignore's syntax) name may stand in it, not even what git ignores. Looked after. */
  readonly keep?: readonly string[];
  /** A repository of its own that borrows our objects, on `branch` there: our refs stay as they are. */
  readonly apart?: boolean;
}

/** `reused`: what git ignores may still stand there from before. */
export type Placed = { readonly ok: true; readonly reused: boolean } | { readonly ok: false; readonly detail: string };

export type GitDone = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export interface CommitSpec {
  readonly base: string;
  readonly ref: string;
  readonly message: string;
  /** Paths that never go into the commit. */
  readonly leaveOut?: readonly string[];
  /** Of the paths that differ from `base`, those that go in; all others are as in `base`. Absent: all go in. */
  readonly only?: (path: string) => boolean;
}

export interface SettleSpec {
  readonly commit: string;
  /** Paths that stay as they stand. */
  readonly keeps: (path: string) => boolean;
  /** Paths that are put as another commit has them. */
  readonly over?: { readonly commit: string; readonly only: (path: string) => boolean };
  /** Folder that repositories within are moved to; with `asideAll` whatever stood in the way is. */
  readonly aside: string;
  readonly asideAll?: boolean;
}

export interface Committed {
  readonly commit: string;
  readonly tree: string;
  /** False when the tree is the base's: nothing was done. */
  readonly changed: boolean;
  /** Of the paths that never go in, those that would have. */
  readonly leftOut: readonly string[];
}

export interface MergeResult {
  readonly clean: boolean;
  readonly tree: string;
  /** Paths in conflict. */
  readonly conflicts: readonly string[];
  /** Paths that would have been, and what settled each; absent where nothing had to. */
  readonly aided?: readonly AidedPath[];
}

/** The integrator's git: outcomes only. No verb gives a file's content or a patch, so it cannot read a diff (ADR-6). */
export interface Merger {
  /** With `aids`, what they can settle is; clean only where that is all of it. */
  mergeTree(ours: string, theirs: string, aids?: MergeAids): Promise<MergeResult>;
  commitTree(tree: string, parents: readonly string[], message: string): Promise<string>;
  /** Compare-and-swap: false when the ref was not at `from` any more (undefined = must not exist). */
  updateRef(ref: string, to: string, from: string | undefined): Promise<boolean>;
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  isAncestor(older: string, newer: string): Promise<boolean>;
  treeOf(commit: string): Promise<string>;
  /** The commit that a line (from 1) of a file came from, as it stands in `commit`; undefined where there is no such line. */
  blameLine(commit: string, path: string, line: number): Promise<string | undefined>;
}
