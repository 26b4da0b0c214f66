/** Where a session's work stood when it said so, or was stopped in its own way: what the next session goes on from. */
export interface Checkpoint {
  /** Of the card it was for: with another wording nothing of it stands. */
  readonly key: string;
  readonly commit: string;
  readonly completed: readonly string[];
  readonly pending: readonly string[];
  /** The agent's own words: what it would do next, or its last ones. */
  readonly next?: string;
  /** The agent's own session behind it, where that ended its turn: it can be gone on with. */
  readonly session?: {
    readonly id: string;
    readonly model: string;
    readonly startedAt: number;
    /** Which of the story's sessions it was, from 1: its files are there. */
    readonly nth?: number;
  };
}

/** Its line in the journal. */
export interface CheckpointEntry extends Checkpoint {
  readonly t: 'checkpoint';
  readonly at: number;
  readonly run: string;
  readonly story: string;
}
