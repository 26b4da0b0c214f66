import type { Renamed } from './renamed.ts';

/** Same lines changed on both sides; merged clean and red together; or only files that a program writes anew. */
export type ClashKind = 'textual' | 'semantic' | 'golden-file';

/**
 * The rung that a clash came to: settled at once by another place in the wave or by a merge of lines, or handed on to the
 * lane's agent (to rebase once, then to implement it again on what stands), or to a person.
 */
export type ClashStep = 'order' | 'union' | 'mergiraf' | 'rebase' | 'again' | 'person';

/** One time that a gated lane did not fit what stood. */
export interface Clash {
  readonly story: string;
  readonly kind: ClashKind;
  /** Empty of a semantic one. */
  readonly paths: readonly string[];
  /** Stories whose landed work it is, where that is known. */
  readonly with: readonly string[];
  readonly step: ClashStep;
  /** Of the paths, where that is so. */
  readonly renamed?: readonly Renamed[];
  /** The radar had told of it while the lanes were in flight. */
  readonly foretold: boolean;
}

/** A lane conflicts so often in all: with its first work, rebased, and implemented again. Then nobody but a person can help. */
export const MOST_CONFLICTS = 3;

/** Who has the next turn, after so many conflicts of this card before; `isLastTry`: no session would follow. */
export function nextRung(before: number, isLastTry: boolean): ClashStep {
  if (isLastTry || before + 1 >= MOST_CONFLICTS) return 'person';
  return before === 0 ? 'rebase' : 'again';
}
