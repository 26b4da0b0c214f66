import type { ForeseenConflict } from './foreseen.ts';

/** Lines of the journal about lanes beside each other. */
export type LaneEntry =
  /** The files of a lane were held by the run `from`, whose build died, and this run took them over. */
  | {
      readonly t: 'reclaimed';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly from: string;
    }
  /** Its card lets it change these paths by now: tries that failed for them alone do not count any more, and work refused for them stands. */
  | {
      readonly t: 'readmitted';
      readonly at: number;
      readonly run: string;
      readonly story: string;
      readonly key: string;
      readonly paths: readonly string[];
    }
  /** The lane of a subtask whose story has landed: nothing of it is gone on from. */
  | { readonly t: 'put-away'; readonly at: number; readonly run: string; readonly story: string }
  /** Told once per change. */
  | ({ readonly t: 'radar'; readonly at: number; readonly run: string } & ForeseenConflict);

/** A landing, in the journal's order. */
export interface Integration {
  readonly story: string;
  readonly at: number;
  readonly run: string;
  readonly sessions: number;
}
