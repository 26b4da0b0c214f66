import type { Config } from './config.ts';

/** A setting that cannot stand beside one checkout for all lanes. */
export interface BesideShared {
  /** Of the config. */
  readonly pointer: string;
  /** Of the command line, where it has one for it. */
  readonly option?: '--conflicts' | '--sessions';
  readonly found: string;
  readonly expected: string;
}

/** With `parallel.mode: shared`, what else would have to be otherwise; nothing under `worktree`. */
export function besideShared({ parallel, isolation }: Pick<Config, 'parallel' | 'isolation'>): readonly BesideShared[] {
  const { mode, conflicts, sessions } = parallel;
  if (mode === 'worktree') return [];
  return [
    ...(conflicts === 'sequential'
      ? []
      : [{ pointer: '/parallel/conflicts', option: '--conflicts' as const, found: conflicts, expected: SEQUENTIAL }]),
    ...(sessions === 'own'
      ? []
      : [{ pointer: '/parallel/sessions', option: '--sessions' as const, found: sessions, expected: OWN }]),
    ...(isolation === 'worktree' ? [] : [{ pointer: '/isolation', found: isolation, expected: LINKED }]),
  ];
}

const SEQUENTIAL = 'sequential: in one checkout stories whose files overlap never run at once; or mode worktree';
const OWN = 'own: in one checkout each story has a session of its own; or mode worktree';
const LINKED = 'isolation worktree: one checkout for all is no clone of a lane; or mode worktree';
