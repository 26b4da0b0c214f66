import type { Place } from './place.ts';
import type { Loop, Outcome } from './agent.ts';
import type { BuildProblem } from './build-problem.ts';
import type { CheckoutCardProblem, CheckoutProblem } from './checkout-problem.ts';
import type { GateProblem } from './gate-problem.ts';
import type { Renamed } from './renamed.ts';
import type { SubtaskCardProblem, SubtaskConflict } from './subtask-problem.ts';
import type { WordProblem } from './word-problem.ts';

export type Severity = 'error' | 'warning' | 'note';

/**
 * Every way to fail, as a value. `reason` tells which; the words are in report/problem-text.ts, the severities in
 * check/rules.ts, so that neither can drift from this list without the compiler saying so.
 */
export type Problem = ReadProblem | CardProblem | SetupProblem | RunProblem | WordProblem;

/** A file that could not be read, or front matter that could not be understood. */
export type ReadProblem =
  | At<'unreadable', { detail: string }>
  | At<'too-large', { bytes?: number; limit: number }>
  | At<'not-utf8', { offset: number }>
  | At<'front-matter-missing', { found: string }>
  | At<'front-matter-unclosed', object>
  | At<'front-matter-not-yaml', { found: string }>
  | At<'yaml-syntax', { detail: string }>
  | At<'yaml-tab', object>
  | At<'yaml-duplicate-key', { key: string }>
  | At<'yaml-alias', object>
  | At<'yaml-tag', { tag: string }>
  | At<'yaml-two-documents', object>
  | At<'yaml-too-deep', object>
  | At<'markdown-too-complex', { detail: string; limit: number }>
  | At<'wrong-value', { key: string; expected: string; found: string; suggestion?: string }>
  | At<'missing-key', { key: string; example: string }>
  | At<'unknown-key', { key: string; known: readonly string[]; suggestion?: string }>
  | At<'adr-unknown-key', { key: string; suggestion?: string }>
  /** `why`: what an id has to be and this one is not. */
  | At<'bad-id', { id: string; why: string }>
  | At<'id-differs', { id: string; stem: string }>
  | At<'skipped-file', { why: string }>
  /** A file of the shared ledger that was changed, cut or written by something else. */
  | At<'shared-damaged', { detail: string }>;

/** Cards that can be read, and do not hold together. */
export type CardProblem =
  | At<'duplicate-id', { id: string; other: string }>
  | At<'unknown-adr', { id: string; suggestion?: string }>
  | At<'unknown-story', { id: string; suggestion?: string }>
  | At<'ring', { of: 'stories' | 'ADRs' | 'stories and ADRs' | 'subtasks'; ring: readonly string[] }>
  | SubtaskCardProblem
  | CheckoutCardProblem
  /** `models`: some that are known, those that other cards name first. */
  | At<'budget-missing', { id: string; models?: readonly string[] }>
  | At<'acceptance-missing', { id: string }>
  | At<'files-undeclared', { id: string }>
  /** `real`: the glob as what it names is tracked. */
  | At<'case-differs', { glob: string; real: string }>
  | At<'floor-differs', { declared: number; measured: number }>
  | At<'ceiling-differs', { declared: number; sum: number }>
  | At<'weight-differs', { id: string; declared: number; measured: number }>
  | At<'weight-missing', { id: string; measured: number }>
  | At<'contract-missing', { id: string; section: string }>
  | At<'lock-missing', { id: string }>
  | At<'adr-used-once', { id: string; story: string }>
  | At<'adr-not-in-force', { id: string; status: string }>
  | At<'dangling-reference', { id: string; suggestion?: string }>
  | At<'lock-file-gone', { adr: string; file: string }>
  /** `how`: it is not there, it is skipped, or an `.only` elsewhere in its file shuts it out. Absent in old journals. */
  | At<'lock-test-gone', { adr: string; file: string; title: string; how?: 'gone' | 'skipped' | 'shut-out'; suggestion?: string }>
  /** They say something else than when they were last known to be right. */
  | At<'lock-changed', { adr: string; tests: readonly string[] }>
  | At<'lock-pending', { adr: string; file: string; story: string }>
  | At<'context-nothing', { glob: string }>
  | At<'context-outside', { glob: string }>
  | At<'context-binary', { path: string }>
  | At<'context-too-many', { glob: string; count: number; limit: number }>
  | At<'unknown-model', { model: string; near: readonly string[] }>
  /** In `models` of the config, with nothing that is known of it, and nothing that asks for it. */
  | At<'idle-model', { model: string; suggestion?: string }>
  | At<'unknown-gate', { gate: string; known: readonly string[] }>
  /** A `type` of no agent's name, and nearly of one's. */
  | At<'unknown-agent', { name: string; suggestion: string }>
  /** `enough` false: even with all of `cut` gone it would not fit. */
  | At<
      'over-zone',
      {
        id: string;
        ceiling: number;
        base: number;
        hard: number;
        fits: number;
        cut: readonly { name: string; tokens: number }[];
        enough?: boolean;
      }
    >;

/** The repository, the config or the command line is not as a command needs it: nothing was started. */
export type SetupProblem =
  | Bare<'git-missing', { found?: string }>
  | Bare<'not-a-repository', { folder: string }>
  | Bare<'bare-repository', { folder: string }>
  | Bare<'repository-refused', { detail: string }>
  | Bare<'no-commits', { folder: string }>
  | Bare<'no-base', { branch: string | undefined; detached: boolean }>
  | Bare<'no-stories', { folder: string }>
  | Bare<'no-gates', object>
  | Bare<'no-bootstrap', object>
  | Bare<'config-invalid', { file: string; path: string; expected: string; found: string; suggestion?: string }>
  | Bare<'config-failed', { file: string; detail: string }>
  | Bare<'many-configs', { files: readonly string[] }>
  | Bare<'unknown-target', { name: string; suggestion?: string; known: readonly string[] }>
  | Bare<'bad-argument', { name: string; found: string; expected: string; suggestion?: string }>
  | Bare<'agent-unusable', { agent: string; detail: string }>
  | Bare<'agent-updated', { agent: string; from: string; to: string }>
  | Bare<'sandbox-unusable', { sandbox: string; detail: string }>
  /** `session`: that asks, by its mark. */
  | Bare<'answer-from-lane', { session: string }>
  /** `xpar mcp` was not started by xpar, or its session is gone. */
  | Bare<'no-lane', { folder: string }>
  | BuildProblem
  | Bare<'state-newer', { found: string; known: string; folder: string }>
  | Bare<'state-damaged', { file: string; line: number; detail: string }>
  | Bare<'state-linked', { path: string }>
  | Bare<'state-torn', { file: string; bytes: number }>
  | Bare<'not-writable', { path: string; detail: string }>
  | Bare<'folder-not-empty', { folder: string }>
  | Bare<'file-exists', { file: string }>
  /** `isThere`: there was something to read. */
  | Bare<'import-unknown', { file: string; expected: readonly string[]; isThere: boolean }>
  | Bare<'not-imported', { task: string; why: string }>
  | Bare<'branch-in-the-way', { branch: string; detail: string }>
  | Bare<'checked-out', { branch: string; path: string }>
  | Bare<'nothing-to-land', { base: string }>
  /** `because` of commits that are not integrated, of changes in the checkout (`detail`: their paths), or of what git said. */
  | Bare<'cannot-fast-forward', { base: string; integration: string; because: 'diverged' | 'changes' | 'git'; detail: string }>
  | Bare<'wrong-branch', { on: string | undefined; base: string }>
  | Bare<'in-progress', { operation: string }>
  | Bare<'not-confirmed', { what: string }>
  | Bare<'not-shared', object>
  /** `detail`: what the receiver or the network said. */
  | Bare<'export-failed', { url: string; because: 'unreached' | 'timeout' | 'refused' | 'rejected'; detail: string }>
  /** `of`: sessions that ran. */
  | Bare<'no-session', { story: string; session: number; of: number }>
  /** Agents of the config that could not be measured, each with why. */
  | Bare<'base-unknown', { agent: string; model: string; detail: string }>
  | Bare<'plan-unreadable', { file: string; detail: string }>
  | Bare<'plan-newer', { file: string; found: string; known: string }>
  /** A commit that it names is not in this repository. */
  | Bare<'plan-elsewhere', { commit: string }>
  | Bare<'plan-changed', { changes: readonly PlanChange[] }>
  /** `code`: the system's word for it. */
  | Bare<'watches-used-up', { code: string }>;

/** One thing that is another now than when it was priced; `story` is empty where it is about all of them. */
export interface PlanChange {
  readonly story: string;
  readonly part: string;
  readonly before: string;
  readonly after: string;
}

/** A ref that somebody moved, by commits; `kept`: the ref that holds what it let go of, or what was put away. */
export interface MovedRef {
  readonly ref: string;
  readonly was?: string;
  readonly now?: string;
  readonly kept?: string;
}

/** A lane that did not get through. */
export type RunProblem =
  | GateProblem
  | Bare<'model-refused', { story: string; budgeted: string; asked: string }>
  | Bare<'agent-ended', { story: string; outcome: Outcome; detail: string; log: string; resumesAt?: number }>
  /** It was stopped for doing the same over and over. */
  | Bare<'agent-looped', { story: string; log: string } & Loop>
  /** It works on more than is set aside for it in a session that others are to use. */
  | Bare<'share-outgrown', { story: string; workingTokens: number; shareTokens: number }>
  | Bare<'nothing-done', { story: string; log: string }>
  /** A later role changed what a test-writer left. */
  | Bare<'locked-touched', { story: string; role: string; paths: readonly string[] }>
  /** `found`: what is wrong with its verdict, with its place, or that there is none. */
  | Bare<'no-verdict', { story: string; role: string; found: string; log: string }>
  /** `rounds`: refusals of this try. */
  | Bare<'review-refused', { story: string; role: string; reasons: readonly string[]; rounds: number; log: string }>
  | SubtaskConflict
  | CheckoutProblem
  /** A session on one part of a story, and what it failed by. */
  | Bare<'subtask-failed', { story: string; subtask: string; problem: Problem }>
  | Bare<'setup-failed', { story: string; command: string; detail: string; log: string }>
  /** Copied into the worktree by `.worktreeinclude`, and about to be committed. */
  | Bare<'included-committed', { story: string; paths: readonly string[] }>
  /** Named by `.worktreeinclude`, and not copied: links. */
  | Bare<'include-left-out', { story: string; paths: readonly string[] }>
  /** `keeps`: the checkout stands until it goes through. */
  | Bare<'teardown-failed', { story: string; command: string; detail: string; log: string; keeps: boolean }>
  | Bare<'no-port', { story: string; first: number; last: number }>
  /** Less is free on the volume than the config leaves free, and nothing runs that could make room. */
  | Bare<'disk-low', { story: string; volume: string; freeBytes: number; floorBytes: number }>
  | Bare<'lane-broke', { story: string; detail: string }>
  | Bare<'worktree-failed', { story: string; detail: string }>
  | Bare<'outside-scope', { story: string; paths: readonly string[]; scope: readonly string[]; renamed?: readonly Renamed[] }>
  /** Its work adds folders that are git repositories of their own: nothing in them is taken in. */
  | Bare<'repository-within', { story: string; paths: readonly string[] }>
  /** Its work adds files whose names are others' but for the case: some file systems hold one of both. */
  | Bare<'case-twins', { story: string; twins: readonly { readonly path: string; readonly beside: string }[] }>
  /** Markers of a conflict stand in what the lane changed, which its base does not hold. */
  | Bare<'markers-left', { story: string; paths: readonly string[] }>
  | Bare<'merge-conflict', { story: string; paths: readonly string[]; onto: string; renamed?: readonly Renamed[] }>
  | Bare<'protected-touched', { story: string; paths: readonly string[] }>
  /** `byHand`: neither side can be taken as it is. */
  | Bare<'base-conflict', { base: string; integration: string; paths: readonly string[]; byHand?: true }>
  | Bare<'integration-moved', { kept?: string }>
  /**
   * `what`: files that git obeys, settings of a config by key. `isBack`: it is as it was; `kept`: where what was planted lies
   * now. Of several stories any may have done it.
   */
  | Bare<'git-tampered', { stories: readonly string[]; what: readonly string[]; isBack: boolean; kept?: string }>
  | Bare<'refs-put-back', { stories: readonly string[]; refs: readonly MovedRef[] }>
  | Bare<'refs-rewound', { stories: readonly string[]; refs: readonly MovedRef[] }>
  | Bare<'refs-moved', { stories: readonly string[]; refs: readonly MovedRef[] }>
  | Bare<'attempts-used', { story: string; attempts: number }>
  /** Told when it is entered in the ledger; without `tokens` its spend is unknown. */
  | Bare<'session-cut', { story: string; requests: number; tokens?: number }>
  | Bare<'work-adopted', { story: string }>
  | Bare<'handoff-differs', { story: string; differences: readonly string[] }>
  | Bare<'notify-failed', { command: string; detail: string }>
  /** `run`: the one that died. */
  | Bare<'lock-reclaimed', { story: string; run: string }>
  /** `by`: the story whose lane stands with work of an earlier run. */
  | Bare<'files-held', { story: string; by: string }>
  /** `volume`: where the full file system begins. */
  | Bare<'disk-full', { path: string; volume?: string }>
  | Bare<'disk-trouble', { path: string; detail: string }>
  | Bare<'files-exhausted', { detail: string }>
  | Bare<'git-failed', { command: string; detail: string; hung: boolean }>;

type At<R extends string, More> = { readonly reason: R; readonly place: Place } & Readonly<More>;
type Bare<R extends string, More> = { readonly reason: R; readonly place?: Place } & Readonly<More>;

export type Reason = Problem['reason'];

/** A problem with the weight its rule gives it. */
export interface Finding {
  readonly problem: Problem;
  readonly severity: Severity;
}
