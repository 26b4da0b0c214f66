/** How often files changed in the same commit. */
export interface Together {
  readonly commitsOf: ReadonlyMap<string, readonly number[]>;
  readonly changes: readonly (readonly string[])[];
}

/** A commit that changes more than this was a sweep: it says nothing about what belongs together. */
const MOST_FILES = 30;

/** From the files each commit changed. */
export function together(changes: readonly (readonly string[])[]): Together {
  const commitsOf = new Map<string, number[]>();
  const telling = changes.filter(({ length }) => length <= MOST_FILES);
  for (const [index, paths] of telling.entries())
    for (const path of paths) {
      const known = commitsOf.get(path);
      if (known) known.push(index);
      else commitsOf.set(path, [index]);
    }
  return { commitsOf, changes: telling };
}

/** Twice is chance. */
const LEAST_SUPPORT = 3;
/** Less often than this, the file changes without the other more than with it. */
const LEAST_CONFIDENCE = 0.5;

/** What changed with a file at least three times, and in at least half of its commits; the surest first. */
export function changesWith(
  file: string,
  { commitsOf, changes }: Together,
): readonly { readonly path: string; readonly support: number; readonly among: number }[] {
  const commits = commitsOf.get(file) ?? [];
  const counts = new Map<string, number>();
  for (const commit of commits)
    for (const path of changes[commit]!) if (path !== file) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .filter(([, support]) => support >= LEAST_SUPPORT && support / commits.length >= LEAST_CONFIDENCE)
    .map(([path, support]) => ({ path, support, among: commits.length }))
    .sort((a, b) => b.support - a.support || (a.path < b.path ? -1 : 1));
}
