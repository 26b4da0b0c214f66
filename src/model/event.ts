import type { BudgetStanding, ParkedBy, Shortfall } from './allowance.ts';
import type { AnnouncedStory } from './announced-story.ts';
import type { TokenSplit } from './budget.ts';
import type { AgentAsking, Answer, QuestionTold } from './inbox.ts';
import type { ForeseenConflict } from './foreseen.ts';
import type { Finding } from './problem.ts';
import type { BusyMachine, LowDisk } from './strain.ts';
import type { SubtaskTold } from './subtask-event.ts';
import type { Decision, PartChange, Step } from './target.ts';
import type { WaveRecord } from './wave.ts';

export const EVENT_SCHEMA_VERSION = 1;

/** What a build tells while it runs: the live view, the plain lines and `--json` are three readers of the same stream. */
export type Event = { readonly at: number } & Told;

export type Told =
  | {
      readonly t: 'run-started';
      readonly schemaVersion: number;
      readonly run: string;
      readonly base: string;
      readonly baseCommit: string;
      readonly integration: string;
      readonly jobs: number;
      /** What no rule settles is allowed without asking. */
      readonly autonomous?: true;
      readonly stories: readonly AnnouncedStory[];
    }
  | { readonly t: 'decided'; readonly story: string; readonly step: Step; readonly decision: Decision }
  | { readonly t: 'started'; readonly story: string; readonly step: Step; readonly attempt: number; readonly role?: string }
  | {
      readonly t: 'usage';
      readonly story: string;
      readonly contextTokens: number;
      readonly floorTokens: number;
      readonly spend: TokenSplit;
      readonly requests: number;
    }
  | {
      readonly t: 'alarm';
      readonly story: string;
      readonly kind: 'fiction' | 'amber' | 'red' | 'ceiling' | 'spike' | 'zone';
      readonly contextTokens: number;
      readonly limitTokens: number;
      /** Of a fiction: what the first request held that is neither base nor card. */
      readonly beyond?: Beyond;
    }
  /** What stands in its worktree is kept in this commit, and the next session would go on from it. */
  | {
      readonly t: 'checkpoint';
      readonly story: string;
      readonly commit: string;
      readonly completed: readonly string[];
      readonly pending: readonly string[];
    }
  /** The agent says that a contract in its scope does not hold. */
  | { readonly t: 'drift'; readonly story: string; readonly adr: string; readonly note: string }
  | {
      readonly t: 'waiting';
      readonly story: string;
      readonly for: Wanting;
      readonly on?: string;
      /** Of one that waits for files: why it may not have them beside that story, and which. */
      readonly because?: 'same-files' | 'files-unknown' | 'hotspot';
      readonly globs?: readonly string[];
      readonly shortfall?: Shortfall;
      readonly disk?: LowDisk;
      readonly machine?: BusyMachine;
    }
  /** The run's meter: what its sessions spent so far, those whose spend is unknown, and every budget. */
  | {
      readonly t: 'spend';
      readonly spend: TokenSplit;
      readonly unknown: number;
      readonly budgets: readonly BudgetStanding[];
    }
  /** A budget came to 75, 80, 90 or 100 per cent: each told once. */
  | { readonly t: 'budget'; readonly budget: BudgetStanding; readonly percent: number }
  | QuestionTold
  /** A person is asked about something a lane wants: `xpar approve` and `xpar deny` answer. `until`: its session is held open till then. */
  | {
      readonly t: 'inbox-opened';
      readonly story: string;
      readonly item: string;
      readonly agent: string;
      readonly asking: AgentAsking;
      readonly until?: number;
    }
  | { readonly t: 'inbox-answered'; readonly story: string; readonly item: string; readonly answer: Answer }
  /** A session was made to hand back before it was done; what it left is kept in this commit. */
  | { readonly t: 'parked'; readonly story: string; readonly why: ParkedBy; readonly commit?: string }
  | {
      readonly t: 'ended';
      readonly story: string;
      readonly step: Step;
      readonly ok: boolean;
      readonly durationMs: number;
      readonly reused: boolean;
    }
  /** A role has ended its part, or (`refused`: why) sent the work back to the implementer; `next` has its turn. */
  | {
      readonly t: 'role';
      readonly story: string;
      readonly role: string;
      readonly next: string;
      readonly refused?: readonly string[];
    }
  | SubtaskTold
  | { readonly t: 'retrying'; readonly story: string; readonly attempt: number; readonly of: number; readonly finding: Finding }
  /** Its provider turned its session away: the story waits, and goes on by itself at `until`, ms since the epoch. */
  | {
      readonly t: 'paused';
      readonly story: string;
      readonly cause: 'quota' | 'outage';
      readonly until: number;
      readonly finding: Finding;
    }
  | { readonly t: 'integrated'; readonly story: string; readonly commit: string }
  /** Two lanes in flight would not merge as they stand, or (no paths) would again: told once per change. */
  | ({ readonly t: 'radar' } & ForeseenConflict)
  /** Several gated lanes are folded in together, in this order. */
  | { readonly t: 'wave-begun'; readonly stories: readonly string[] }
  | ({ readonly t: 'wave' } & WaveRecord)
  | { readonly t: 'failed'; readonly story: string; readonly finding: Finding }
  | { readonly t: 'held'; readonly story: string; readonly decision: Decision; readonly finding?: Finding }
  | { readonly t: 'problem'; readonly finding: Finding }
  | { readonly t: 'base-merged'; readonly base: string; readonly commit: string; readonly gated: boolean }
  /** What is to be done was decided anew during a run: these are its stories now. */
  | { readonly t: 'replanned'; readonly stories: readonly AnnouncedStory[] }
  /** A lane is cancelled: what it works on is no longer what is wanted. `changes` are those of its inputs. */
  | {
      readonly t: 'stale-in-flight';
      readonly story: string;
      readonly step: Step;
      readonly because: 'changed' | 'not-ready' | 'gone';
      readonly changes: readonly PartChange[];
    }
  /** All lanes that one edit cancelled have ended. `adrs`: contracts that changed under them. */
  | {
      readonly t: 'sunk';
      readonly lanes: readonly SunkLane[];
      readonly adrs: readonly string[];
      /** As a token budget counts them; of the lanes that told any. */
      readonly tokens: number;
      readonly usd?: number;
    }
  /** Cards are watched; `build`: what is stale is built. */
  | {
      readonly t: 'watching';
      readonly schemaVersion: number;
      readonly stories: number;
      readonly adrs: number;
      readonly build: boolean;
      readonly price: Price;
    }
  /** One settled batch of changes that made a difference, and what it is. */
  | {
      readonly t: 'edited';
      readonly changes: readonly EditedInput[];
      readonly stories: readonly RedecidedStory[];
      readonly found: readonly Finding[];
      readonly gone: readonly Finding[];
      readonly price: { readonly before: Price; readonly after: Price };
    }
  | { readonly t: 'stopping'; readonly signal: string; readonly times: number }
  | { readonly t: 'run-ended'; readonly run: string; readonly exit: number; readonly summary: RunSummary };

type Wanting =
  'agent' | 'files' | 'story' | 'gate' | 'budget' | 'disk' | 'model' | 'pace' | 'memory' | 'cpu' | 'session' | 'checkout';

/** Native tokens of a first request that neither the base nor the card accounts for, and where they may come from. */
export interface Beyond {
  readonly tokens: number;
  readonly parts: readonly BeyondPart[];
}

export type BeyondPart =
  /** The base was never measured. */
  | { readonly part: 'base'; readonly tokens: number; readonly source: string }
  /** It was measured of another version of the agent. */
  | { readonly part: 'version'; readonly before: string; readonly now: string }
  /** A file that the agent reads unasked. */
  | { readonly part: 'instructions'; readonly path: string; readonly tokens: number }
  | { readonly part: 'tools'; readonly names: readonly string[] };

export interface SunkLane {
  readonly story: string;
  /** Absent: the agent told nothing, or no session was cut off. */
  readonly tokens?: number;
  readonly usd?: number;
  /** No session was cut off: what it had made stands, and the next one goes on from it. */
  readonly workStands: boolean;
}

/** Sums over open stories that an agent still has to implement, native tokens. */
export interface Price {
  readonly toImplement: number;
  readonly p50Tokens: number;
  readonly ceilingTokens: number;
  readonly usd?: number;
}

export interface EditedInput {
  readonly of: 'story' | 'adr' | 'config' | 'base' | 'integration';
  /** Id of a card, name of a branch, file of a config. */
  readonly name: string;
  readonly how: 'added' | 'edited' | 'removed';
}

/** A story whose decision or price is another than before; `step` is the first whose reason the others follow from. */
export interface RedecidedStory {
  readonly story: string;
  readonly step: Step;
  readonly decision: Decision;
  readonly before?: Price;
  readonly after?: Price;
}

export interface RunSummary {
  readonly integrated: readonly string[];
  readonly failed: readonly string[];
  /** Held or waiting: they need a person or another story. */
  readonly waiting: readonly string[];
  /** Stories that were up to date already. */
  readonly fresh: number;
  readonly targetsRun: number;
  readonly spend: TokenSplit;
  /** Every budget that was set, as it stands at the end. */
  readonly budgets?: readonly BudgetStanding[];
  /** Sessions whose agent told no usage: their spend is unknown. */
  readonly unknownSpend: number;
  readonly estimatedTokens: number;
  readonly actualTokens: number;
  readonly durationMs: number;
}

export type Tell = (told: Told) => void;
