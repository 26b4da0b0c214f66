import type { Merger } from '../host/host.ts';

export interface Candidate {
  /** Full name of the integration branch's ref. */
  readonly ref: string;
  /** The lane's one commit, and the commit it was made on. */
  readonly lane: string;
  readonly laneBase: string;
  readonly message: string;
}

export type Integrated<Red> =
  | { readonly end: 'integrated'; readonly commit: string }
  | { readonly end: 'conflict'; readonly paths: readonly string[]; readonly onto: string }
  | { readonly end: 'red'; readonly red: Red }
  /** Somebody else moved the branch while the suite ran: nothing was changed, it can be tried again. */
  | { readonly end: 'moved' };

/**
 * Folds one gated lane into the integration branch: merge without a working tree, the full suite on exactly that tree,
 * then one compare-and-swap. It never sees a line of the work: its port cannot give one.
 */
export async function integrateLane<Red>(
  merger: Merger,
  candidate: Candidate,
  tip: string,
  suite: (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: Red }>,
): Promise<Integrated<Red>> {
  const merged = await merger.mergeTree(tip, candidate.lane);
  if (!merged.clean) return { end: 'conflict', paths: merged.conflicts, onto: tip };
  const strange = await strangePaths(merger, candidate, { tip, tree: merged.tree });
  if (strange.length > 0) return { end: 'conflict', paths: strange, onto: tip };
  const commit = await merger.commitTree(merged.tree, [tip, candidate.lane], candidate.message);
  const verdict = await suite(commit, merged.tree);
  if (!verdict.green) return { end: 'red', red: verdict.red };
  // Checked by other code than the merge: the tree that lands is the tree that was tested.
  if ((await merger.treeOf(commit)) !== merged.tree)
    throw new Error(`commit ${commit} does not hold the tested tree ${merged.tree}`);
  return (await merger.updateRef(candidate.ref, commit, tip)) ? { end: 'integrated', commit } : { end: 'moved' };
}

/** What a merge changes on the branch must be among what the lane changed: anything else is a loss in the making. */
async function strangePaths(merger: Merger, candidate: Candidate, merged: { tip: string; tree: string }): Promise<string[]> {
  const own = new Set(await merger.changedPaths(candidate.laneBase, candidate.lane));
  return (await merger.changedPaths(merged.tip, merged.tree)).filter((path) => !own.has(path));
}
