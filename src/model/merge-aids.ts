/** What may settle a conflict without anybody reading it. */
export interface MergeAids {
  /** Declared to be a list of lines: those of both sides are kept. */
  readonly isLineList: (path: string) => boolean;
  /** mergiraf, where it is on the path. */
  readonly structured: boolean;
  /** A person's choice: every path in conflict as that side has it, before anything else is tried. */
  readonly side?: 'ours' | 'theirs';
}

/** A path that would have been in conflict, and what settled it. */
export interface AidedPath {
  readonly path: string;
  readonly by: 'union' | 'mergiraf';
}
