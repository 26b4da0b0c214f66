import type { TokenSplit } from './budget.ts';
import type { Sessions } from './config.ts';

/** The sums of one session that several stories share, native tokens: the base is loaded once. */
export interface SessionSums {
  readonly stories: readonly string[];
  readonly baseTokens: number;
  readonly floorTokens: number;
  readonly workingP80Tokens: number;
  /** base + all floors + all P80s. */
  readonly totalTokens: number;
  readonly hardTokens: number;
}

/** One way to do the same stories. */
export interface Way {
  readonly how: 'own' | 'shared' | 'one';
  readonly sessions: number;
  /** Sessions side by side at most. */
  readonly lanes: number;
  /** At P50, native tokens; USD where the prices of all models are known. */
  readonly spend: TokenSplit;
  /** Of the sessions alone: gates come on top, whichever way. */
  readonly durationMs: number;
  /** The fullest session at P80, over its zone's hard limit. */
  readonly peakOfZone: number;
}

/** A story that keeps a session of its own, whatever the sums say. */
export interface Alone {
  readonly story: string;
  /** `agent`: it cannot go on with a session. `begun`: an earlier session left something, or was tried. */
  readonly because: 'roles' | 'subtasks' | 'clone' | 'checkout' | 'agent' | 'files-unknown' | 'begun';
}

/** What parallel costs beside one session in sequence. */
export interface ParallelOrNot {
  readonly ways: readonly Way[];
  /** As the config, or the command line, wants it. */
  readonly sessions: Sessions;
  /** Stories that could share a session, or are to, and the sums that say so. */
  readonly shared: readonly SessionSums[];
  readonly alone: readonly Alone[];
  /** Stories compared, of all that an agent is to implement. */
  readonly compared: number;
  readonly of: number;
  /** Timed sessions behind the durations; 0 where they are assumed. */
  readonly timed: number;
}
