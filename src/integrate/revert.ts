import type { Merger } from '../host/host.ts';

/** A story's merge that is to be taken out again. */
export interface Landed {
  readonly story: string;
  readonly commit: string;
  /** Of the commit that takes it out. */
  readonly message: string;
}

export type Reverted =
  | { readonly end: 'reverted'; readonly commit: string; readonly tree: string; readonly commits: ReadonlyMap<string, string> }
  | { readonly end: 'conflict'; readonly story: string; readonly paths: readonly string[] };

/**
 * Takes merges out again, in the order given (the latest first), each as a commit on top of `tip`. Without a working tree, and
 * with the merge alone: a commit that undoes it on the spot is merged in, so that git holds both sides against it. Moves no ref.
 */
export async function revertAll(merger: Merger, tip: string, landings: readonly Landed[]): Promise<Reverted> {
  const commits = new Map<string, string>();
  let [commit, tree] = [tip, await merger.treeOf(tip)];
  for (const { story, commit: landing, message } of landings) {
    const undone = await merger.commitTree(await merger.treeOf(`${landing}^1`), [landing], `Undo ${story}\n`);
    const merged = await merger.mergeTree(commit, undone);
    if (!merged.clean) return { end: 'conflict', story, paths: merged.conflicts };
    const own = new Set(await merger.changedPaths(`${landing}^1`, landing));
    const strange = (await merger.changedPaths(commit, merged.tree)).filter((path) => !own.has(path));
    if (strange.length > 0) return { end: 'conflict', story, paths: strange };
    tree = merged.tree;
    commit = await merger.commitTree(tree, [commit], message);
    commits.set(story, commit);
  }
  return { end: 'reverted', commit, tree, commits };
}
