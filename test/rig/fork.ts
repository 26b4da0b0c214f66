import type { GitRepo } from './git-repo.ts';

/** Files by name; undefined takes one away. */
export type Change = Readonly<Record<string, string | undefined>>;

/** A base, and two commits on it: `ours` on `main`, which is checked out, and `theirs` on a branch of that name. */
export function forkIn(
  repo: GitRepo,
  base: Change,
  ours: Change,
  theirs: Change,
): { readonly base: string; readonly ours: string; readonly theirs: string } {
  const start = repo.commit(base);
  const left = repo.commit(ours);
  repo.git('checkout', '--quiet', '-b', 'theirs', start);
  const right = repo.commit(theirs);
  repo.git('checkout', '--quiet', 'main');
  return { base: start, ours: left, theirs: right };
}
