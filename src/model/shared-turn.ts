/** A story's turn in a session that several take turns in. */
export interface SharedTurn {
  /** The story whose session it was first, and which of its sessions, as in `add/1`. */
  readonly session: string;
  /** From 1: the first pays the base. */
  readonly place: number;
  /** What the session held when the turn began, native tokens; absent of the first. */
  readonly heldTokens?: number;
}
