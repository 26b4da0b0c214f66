import type { Merger } from '../host/host.ts';

/** A gated lane that is to be folded in. */
export interface Member {
  readonly story: string;
  /** The lane's one commit, and the commit it was made on. */
  readonly lane: string;
  readonly laneBase: string;
  readonly message: string;
}

/** One lane merged on top of what stands before it. */
export interface Link {
  readonly member: Member;
  readonly commit: string;
  readonly tree: string;
}

export interface Chain {
  /** Each on top of the one before, the first on the tip. */
  readonly links: readonly Link[];
  /** Lanes that do not merge, wherever they stand; `onto` is what they were held against last. */
  readonly conflicts: readonly { readonly member: Member; readonly paths: readonly string[]; readonly onto: string }[];
}

/**
 * Merges lanes one on top of the other, without a working tree and without a line of the work: the port cannot give one.
 * A lane that does not merge is tried again behind the others, as long as that brings any of them in.
 */
export async function chainOf(merger: Merger, tip: string, members: readonly Member[]): Promise<Chain> {
  const links: Link[] = [];
  const put = async (some: readonly Member[]): Promise<Chain['conflicts']> => {
    const conflicts: Chain['conflicts'][number][] = [];
    for (const member of some) {
      const onto = links.at(-1)?.commit ?? tip;
      const merged = await mergedOnto(merger, onto, member);
      if ('paths' in merged) conflicts.push({ member, paths: merged.paths, onto });
      else links.push(merged);
    }
    return conflicts;
  };
  let conflicts = await put(members);
  for (let before = Infinity; conflicts.length > 0 && conflicts.length < before && links.length > 0;) {
    before = conflicts.length;
    conflicts = await put(conflicts.map(({ member }) => member));
  }
  return { links, conflicts };
}

async function mergedOnto(merger: Merger, onto: string, member: Member): Promise<Link | { readonly paths: readonly string[] }> {
  const merged = await merger.mergeTree(onto, member.lane);
  if (!merged.clean) return { paths: merged.conflicts };
  const strange = await strangePaths(merger, member, { onto, tree: merged.tree });
  if (strange.length > 0) return { paths: strange };
  const commit = await merger.commitTree(merged.tree, [onto, member.lane], member.message);
  return { member, commit, tree: merged.tree };
}

/** What a merge changes must be among what the lane changed: anything else is a loss in the making. */
async function strangePaths(merger: Merger, member: Member, merged: { onto: string; tree: string }): Promise<string[]> {
  const own = new Set(await merger.changedPaths(member.laneBase, member.lane));
  return (await merger.changedPaths(merged.onto, merged.tree)).filter((path) => !own.has(path));
}
