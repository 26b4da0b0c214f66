/** Context of each request (at most the first 2,000), native tokens, and at which of them something went wrong. */
export interface Turns {
  readonly contexts: readonly number[];
  /** Indices into `contexts`: a tool that failed, or an edit of lines that were edited before. */
  readonly bad: readonly number[];
}
