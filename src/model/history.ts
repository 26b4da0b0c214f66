import type { Clash } from './clash.ts';
import type { Reason } from './problem.ts';
import type { MeasuredBase, State } from './record.ts';
import type { Step } from './target.ts';
import type { WaveRecord } from './wave.ts';

/** How work went through the steps: what the state of today no longer tells. Times are ms since the epoch. */
export interface History {
  readonly runs: readonly RunSpan[];
  /** Steps that came to an end, in that order. */
  readonly steps: readonly StepEnd[];
  readonly waves: readonly (WaveRecord & { readonly run: string; readonly at: number })[];
  readonly clashes: readonly ClashEnd[];
  readonly verdicts: readonly Verdicts[];
  /** Words of a person: how often. */
  readonly words: { readonly retried: number; readonly takenAsDone: number; readonly landings: number };
  /** What lanes waited for a person with: how long until each was answered, ms; undefined where nobody has yet. */
  readonly asked: readonly (number | undefined)[];
}

/** A clash, told at `at`; settled: the rung it came to brought its story in. */
export interface ClashEnd extends Clash {
  readonly at: number;
  readonly isSettled: boolean;
}

/** What people and gates said of one story: how often. */
export interface Verdicts {
  readonly story: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly gates: { readonly green: number; readonly of: number };
}

export interface RunSpan {
  readonly run: string;
  readonly startedAt: number;
  /** Absent while it runs, and where it was killed. */
  readonly endedAt?: number;
  readonly exit?: number;
}

export interface StepEnd {
  readonly run: string;
  readonly story: string;
  readonly step: Step;
  /** Absent where its start was not seen. */
  readonly startedAt?: number;
  readonly at: number;
  /** Of that time: in line for its turn. */
  readonly waitedMs?: number;
  readonly ok: boolean;
  /** Why it failed. */
  readonly reason?: Reason;
}

/** Everything up to `at` and since the cut before it is iteration `name`. */
export interface Cut {
  readonly at: number;
  readonly name: string;
}

/** A session with where and when it ran. */
export type LedgerSession = State['sessions'][number];

/** A story that came in, ms since the epoch. */
export interface Integration {
  readonly story: string;
  readonly at: number;
  readonly run: string;
}

/** Tells the sessions of a story apart, whoever ran them: attempts are counted for each key anew. */
export interface SessionName {
  readonly run: string;
  readonly startedAt: number;
}

/** What others learned, as their committed ledger tells it; nothing of it is in the local journal. */
export interface SharedLedger {
  readonly sessions: readonly LedgerSession[];
  readonly bases: readonly (MeasuredBase & { readonly at: number })[];
  /** `session`: the one whose work it was. */
  readonly integrations: readonly (Integration & { readonly key: string; readonly session?: SessionName })[];
  readonly cuts: readonly Cut[];
}

export const NOTHING_SHARED: SharedLedger = { sessions: [], bases: [], integrations: [], cuts: [] };
