/** What a person may take in the files in which the base conflicts with what is integrated. */
export const SIDES = ['integration', 'base'] as const;
export type Side = (typeof SIDES)[number];

/** The base branch does not merge into the integration branch. */
export interface BaseDilemma {
  /** Names of the two branches. */
  readonly base: string;
  readonly integration: string;
  readonly paths: readonly string[];
  /** Where the two stand. */
  readonly baseCommit: string;
  readonly tip: string;
}
