/** Two lanes that would not merge as they stand, and the paths in conflict. No paths: they would again. */
export interface ForeseenConflict {
  readonly stories: readonly [string, string];
  readonly paths: readonly string[];
}
