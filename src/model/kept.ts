/** What stands of a lane that is not integrated, and with it what the next build does. */
export interface Kept {
  readonly lane: string;
  readonly as: KeptAs;
}

/**
 * `gated`: done, its gate is green. `work`: done, not gated. `again`: its work does not count as done. `handed-back`: a session gave
 * it back before it was done. `checkpoint`: what a session had saved. `worktree`: what a session had written. `failed`: no try is left.
 * `held`: a person has to say something.
 */
export type KeptAs = 'gated' | 'work' | 'again' | 'handed-back' | 'checkpoint' | 'worktree' | 'failed' | 'held';
