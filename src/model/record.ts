import type { Outcome } from './agent.ts';
import type { BurnBudget, ParkedBy, Shortfall } from './allowance.ts';
import type { BurnEntry, LastRun } from './burn-entry.ts';
import type { Checkpoint, CheckpointEntry } from './checkpoint.ts';
import type { Floor, TokenSplit } from './budget.ts';
import type { Integration, LaneEntry } from './lane-entry.ts';
import type { LanePlace } from './lane-place.ts';
import type { Asked, InboxEntry } from './inbox.ts';
import type { Problem } from './problem.ts';
import type { SharedTurn } from './shared-turn.ts';
import type { Parts, Step } from './target.ts';
import type { Turns } from './turns.ts';
import type { RoleEntry, RoleProgress } from './role.ts';
import type { JudgedEntry, WaveRecord } from './wave.ts';
import type { Person, WordEntry } from './word-entry.ts';

/** One agent session: what was expected before it, what was seen, how it ended. Tokens are native unless named raw. */
export interface SessionRecord {
  readonly story: string;
  /** Of one that worked on this part of it alone. */
  readonly subtask?: string;
  readonly attempt: number;
  /** Absent in records from before there were several: the implementer. */
  readonly role?: string;
  /** What the agent was started with, without arguments. */
  readonly command?: string;
  readonly agent: string;
  readonly model: string;
  /** How hard the agent was told to think; absent where nothing was said. */
  readonly effort?: string;
  /** Of the agent, where it tells. */
  readonly version?: string;
  /** Digest of what the agent's base hangs on beside its version and model: its config, and the instruction files it found. */
  readonly settings?: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly estimate: {
    readonly rawFloorTokens: number;
    readonly floorTokens: number;
    readonly workingP50Tokens: number;
    readonly workingP80Tokens: number;
    readonly ceilingTokens: number;
    readonly baseTokens: number;
    readonly hardTokens: number;
  };
  readonly actual: {
    /** First request's context, base included. */
    readonly firstContextTokens?: number;
    /** First request's context less base, never below 0. */
    readonly floorTokens?: number;
    readonly workingTokens?: number;
    readonly peakTokens?: number;
    readonly requests: number;
    readonly spend: TokenSplit;
    /** `none`: the agent told nothing, so spend is unknown. */
    readonly spendSource: 'agent-total' | 'per-request' | 'none';
  };
  /** The session was cut off: its working tokens are a lower bound. */
  readonly censored: boolean;
  /** It went on with the session before it: its first context is that one's last. */
  readonly resumed?: true;
  /** Others took turns in its session: of a later place the base is paid already, and its floor is what came on top. */
  readonly shared?: SharedTurn;
  /** The main chain, request by request, where the agent tells both its context and how its tools fared. */
  readonly turns?: Turns;
}

/** An agent's own context before a card is read, measured. Native tokens. */
export interface MeasuredBase {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  /** Empty where the agent has none. */
  readonly version: string;
  /** As in a session's record. */
  readonly settings: string;
  readonly tokens: number;
  /** `told`: the agent said so itself. `null-prompt`: the first request of a session that was asked for nothing. */
  readonly how: 'told' | 'null-prompt';
  readonly spend: TokenSplit;
}

export interface GateRun {
  readonly gate: string;
  readonly code: number | null;
  readonly timedOut: boolean;
  /** Tests the gate's report counted; undefined where it has none. */
  readonly tests?: number;
  readonly digest: string;
  readonly durationMs: number;
}

/** What each step leaves for the next, and for the next run. */
export interface StepOutputs {
  readonly 'budget-check': { readonly floor: Floor };
  readonly worktree: LanePlace;
  /** `changed` false: the tree stayed as it was, a valid result only of an edited card. */
  readonly implement: { readonly commit: string; readonly tree: string; readonly base: string; readonly changed: boolean };
  readonly gate: { readonly tree: string; readonly runs: readonly GateRun[]; readonly digest: string };
  readonly integrate: { readonly commit: string };
}

export type StepOutput = StepOutputs[Step];

/** One line of the journal: append-only, the truth about what ran. Integration itself is believed from git alone. */
export type JournalEntry =
  | {
      readonly t: 'run-started';
      readonly at: number;
      readonly run: string;
      readonly command: string;
      readonly budgets?: readonly BurnBudget[];
    }
  | { readonly t: 'run-ended'; readonly at: number; readonly run: string; readonly exit: number }
  | {
      readonly t: 'started';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly step: Step;
      readonly key: string;
      readonly attempt: number;
    }
  | {
      readonly t: 'done';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly step: Step;
      readonly key: string;
      readonly parts: Parts;
      readonly output: StepOutput;
      readonly waitedMs?: number;
    }
  /** `waitedMs`, also of what was done: in line for its turn, with nothing of it under way. `counts`: this failure uses up one attempt of its key. `failure` is what the next attempt is told. */
  | {
      readonly t: 'failed';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly step: Step;
      readonly key: string;
      readonly counts: boolean;
      readonly failure: string;
      readonly problem: Problem;
      readonly waitedMs?: number;
    }
  /** The build that started this implementation died before an agent began: there is no session to enter. */
  | { readonly t: 'unstarted'; readonly at: number; readonly run: string; readonly story: string }
  | { readonly t: 'session'; readonly at: number; readonly run: string; readonly key: string; readonly session: SessionRecord }
  | {
      readonly t: 'integrated';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly key: string;
      readonly commit: string;
      readonly parts: Parts;
    }
  | JudgedEntry
  | { readonly t: 'base'; readonly at: number; readonly base: MeasuredBase }
  | BurnEntry
  | CheckpointEntry
  | InboxEntry
  | RoleEntry
  | WordEntry
  | LaneEntry;

/** The run of entries that `doctor --repair` made of git's trailers. */
export const REBUILT_RUN = 'rebuilt';

/** The last word on one step. */
export interface StepState<S extends Step = Step> {
  readonly key: string;
  readonly parts: Parts;
  readonly output: StepOutputs[S];
  readonly at: number;
}

/** What the journal says of one story, folded. */
export interface StoryState {
  readonly steps: { readonly [S in Step]?: StepState<S> };
  /** Sessions started, finished or not. */
  readonly starts: number;
  /** The lane's commit as last implemented and not integrated: what the next session goes on from. */
  readonly work?: string;
  /** Of a session whose work is not done. */
  readonly checkpoint?: Checkpoint;
  /** Where a config names roles: how far they have come. */
  readonly roles?: RoleProgress;
  /** Its provider turned it away until then, ms since the epoch. */
  readonly pausedUntil?: number;
  /** A start without an end: the run was cut off there. */
  readonly unfinished?: Step;
  /** Of the card as that start had it. */
  readonly unfinishedKey?: string;
  /** The run that started it. */
  readonly unfinishedRun?: string;
  /** A session, by number, that began and is not in the ledger: under way, or orphaned by the death of its run. */
  readonly openSession?: number;
  /** Its last session was made to hand back before it was done. */
  readonly parked?: { readonly key: string; readonly why: ParkedBy; readonly report?: string };
  /** The last run that a budget kept it out of. */
  readonly unfunded?: { readonly run: string; readonly shortfall: Shortfall };
  /** Failures that count, of the last key tried, newest last; emptied by success, retry or another key. */
  readonly failures: readonly {
    readonly step: Step;
    readonly key: string;
    readonly failure: string;
    readonly problem: Problem;
    readonly at: number;
  }[];
  /** Its last work, where the gate refused it for paths that its card may let through yet. */
  readonly refused?: { readonly implement: StepState<'implement'>; readonly problem: Problem };
  /** A person had its work put aside, or gave it up for this key; or others go first, for this key. */
  readonly dropped?: string;
  readonly abandoned?: { readonly key: string; readonly at: number };
  readonly after?: { readonly key: string; readonly stories: readonly string[] };
  /** Taken as done by a person, for this key alone; an integration takes its place. */
  readonly touched?: { readonly key: string; readonly at: number };
  /** A person's word on a landing; only on that one. */
  readonly accepted?: { readonly commit: string; readonly at: number; readonly by: Person };
  /** Parts of `what` as last integrated, where this journal saw it. */
  readonly integrated?: { readonly key: string; readonly commit: string; readonly parts: Parts; readonly at: number };
}

/** The journal, folded. */
export interface State {
  readonly stories: ReadonlyMap<string, StoryState>;
  /** Those with a step or a session that began and has no end yet. */
  readonly underWay: ReadonlySet<string>;
  readonly sessions: readonly (SessionRecord & { readonly run: string; readonly at: number; readonly key: string })[];
  /** Oldest first. */
  readonly bases: readonly (MeasuredBase & { readonly at: number })[];
  /** Green suites by `tree gates`, so that no tree is gated twice. */
  readonly suites: ReadonlyMap<string, { readonly digest: string }>;
  /** `sessions`: how many stood in the ledger before it; the order of the journal counts, not its clock. */
  readonly integrations: readonly Integration[];
  /** Oldest first. */
  readonly waves: readonly (WaveRecord & { readonly at: number; readonly run: string })[];
  readonly alerts: readonly Extract<JournalEntry, { t: 'alerted' }>[];
  readonly grants: readonly Extract<JournalEntry, { t: 'granted' }>[];
  /** All that people were asked, oldest first. */
  readonly inbox: readonly Asked[];
  readonly lastRun?: LastRun | undefined;
}
