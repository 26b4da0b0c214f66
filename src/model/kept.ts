/** What stands of a lane that is not integrated: its finished work, what its session had saved, or what it had in its worktree. */
export interface Kept {
  readonly lane: string;
  readonly as: 'work' | 'checkpoint' | 'worktree';
}
