import type { Problem } from './problem.ts';

/**
 * One thing `xpar doctor` looked at. `note`: nothing is wrong, and worth knowing; `wrong`: builds are refused, or something is
 * lost. Checks of other kinds are more of these.
 */
export interface Check {
  readonly name: string;
  readonly standing: 'fine' | 'note' | 'wrong';
  readonly found: string;
  readonly hint?: string;
  /** What is wrong, where it has words of its own. */
  readonly problem?: Problem;
}

/** What a repair of the journal came to. */
export interface Repair {
  /** Lines that could not be read. */
  readonly lostLines: readonly number[];
  /** Where the damaged file is kept; undefined where nothing was damaged. */
  readonly kept?: string;
  /** Sessions told again by what their agents left under `.xpar/lanes`. */
  readonly replayedSessions: number;
  /** Landings, and sessions behind them, that only git's trailers told. */
  readonly landings: readonly string[];
  readonly trailerSessions: number;
}
