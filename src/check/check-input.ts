import type { Floor } from '../model/budget.ts';
import type { Adr, Story } from '../model/card.ts';
import type { KnownLocks } from '../model/known-locks.ts';

/** All that the rules look at. Nothing is fetched: what is not given is not checked. */
export interface CheckInput {
  readonly stories: readonly Story[];
  readonly adrs: readonly Adr[];
  /** Ids of cards that are there and could not be read. */
  readonly unreadable: readonly string[];
  readonly gateNames: readonly string[];
  /** Names of the configured agents, `default` among them or not. */
  readonly agentNames: readonly string[];
  /** Names of the config's roles. */
  readonly roleNames: readonly string[];
  /** Names of all known models. */
  readonly models: readonly string[];
  /** Measured floors, raw tokens, by story id. */
  readonly floors: ReadonlyMap<string, Floor>;
  /** Measured tokens of whole ADR files, by ADR id. */
  readonly weights: ReadonlyMap<string, number>;
  /** Text of each test file that an ADR is locked in by; undefined where there is no such file. */
  readonly tests: ReadonlyMap<string, string | undefined>;
  /** How each ADR's locks stood when they were last known to be right, by ADR id. */
  readonly locks?: ReadonlyMap<string, KnownLocks>;
  /** Could one path be matched by both? */
  readonly overlap: (a: readonly string[], b: readonly string[]) => boolean;
  readonly covers: (globs: readonly string[], path: string) => boolean;
  /** Paths of the commit that lanes start from. */
  readonly tracked?: Iterable<string>;
  readonly integrated: ReadonlySet<string>;
  /** All lanes work in one checkout. */
  readonly isShared?: boolean;
}
