/** Where a lane works. */
export interface LanePlace {
  /** Its worktree, absolute. */
  readonly path: string;
  readonly branch: string;
  /** The commit its work stands on. */
  readonly base: string;
  /** Files of the person's checkout that were copied in, from its top; never part of a commit. */
  readonly copied?: readonly string[];
  /** Of 127.0.0.1, this lane's alone. */
  readonly port?: number;
  /** Earlier work does not merge with the ground: nothing of it is in it, and roles begin again. */
  readonly isAnew?: true;
}
