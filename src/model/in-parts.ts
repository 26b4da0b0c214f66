/** What a story costs and takes in a session for each of its parts, beside one session for all of it. Native tokens at P50. */
export interface InParts {
  readonly story: string;
  /** `could`: its card names none, and the sums are for some. */
  readonly how: 'card' | 'could';
  /** Sessions to come. */
  readonly parts: readonly InPart[];
  /** With those that are done. */
  readonly of: number;
  /** Bases, floors and the work, which is taken to be as much either way. */
  readonly tokens: number;
  readonly inOneTokens: number;
  /** Of the sessions alone, as many at once as the run has lanes. */
  readonly durationMs: number;
  readonly inOneMs: number;
}

export interface InPart {
  /** Of a subtask its id. */
  readonly name: string;
  readonly files: readonly string[];
  /** Names of those it comes after. */
  readonly after: readonly string[];
}
