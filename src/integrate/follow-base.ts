import type { Merger } from '../host/host.ts';

export type Followed<Red> =
  | { readonly end: 'level'; readonly tip: string }
  /** Somebody else moved the branch meanwhile: nothing was changed, and where it stands has to be read again. */
  | { readonly end: 'overtaken' }
  | { readonly end: 'created' | 'forwarded' | 'merged'; readonly tip: string; readonly gated: boolean }
  | { readonly end: 'conflict'; readonly tip: string; readonly paths: readonly string[] }
  | { readonly end: 'red'; readonly tip: string; readonly red: Red };

/**
 * Brings what the base branch gained into the integration branch, before any lane is folded in: created from the base,
 * moved along with it where nothing else stands on it, else merged and gated as that tree. A conflict or a red suite
 * leaves the branch as it was, for a person; lanes go on.
 */
export async function followBase<Red>(
  merger: Merger,
  at: { ref: string; base: string; baseName: string; tip: string | undefined; inert: (path: string) => boolean },
  suite: (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: Red }>,
): Promise<Followed<Red>> {
  const { ref, base, tip } = at;
  if (tip === undefined) {
    return (await merger.updateRef(ref, base, undefined)) ? { end: 'created', tip: base, gated: false } : { end: 'overtaken' };
  }
  if (tip === base || (await merger.isAncestor(base, tip))) return { end: 'level', tip };
  if (await merger.isAncestor(tip, base)) {
    return (await merger.updateRef(ref, base, tip)) ? { end: 'forwarded', tip: base, gated: false } : { end: 'overtaken' };
  }
  const merged = await merger.mergeTree(tip, base);
  if (!merged.clean) return { end: 'conflict', tip, paths: merged.conflicts };
  const commit = await merger.commitTree(merged.tree, [tip, base], `Merge ${at.baseName} into the integration branch\n`);
  // Cards, ADRs and config are not what a suite tests: a base that gained only those needs no gate.
  const gated = (await merger.changedPaths(tip, merged.tree)).some((path) => !at.inert(path));
  const verdict = gated ? await suite(commit, merged.tree) : ({ green: true } as const);
  if (!verdict.green) return { end: 'red', tip, red: verdict.red };
  return (await merger.updateRef(ref, commit, tip)) ? { end: 'merged', tip: commit, gated } : { end: 'overtaken' };
}
