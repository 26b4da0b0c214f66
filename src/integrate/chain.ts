import type { Merger } from '../host/host.ts';
import type { MergeAids } from '../model/merge-aids.ts';

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
  readonly conflicts: readonly Refused[];
  /** Lanes that came in after all: at another place, or by an aid. */
  readonly settled: readonly Settled[];
}

interface Refused {
  readonly member: Member;
  readonly paths: readonly string[];
  readonly onto: string;
}

export interface Settled {
  readonly story: string;
  /** In conflict before. */
  readonly paths: readonly string[];
  readonly by: 'order' | 'union' | 'mergiraf';
}

/**
 * Merges lanes one on top of the other, without a working tree and without a line of the work: the port cannot give one.
 * A lane that does not merge is tried again behind the others, as long as that brings any of them in; then with the aids.
 */
export async function chainOf(merger: Merger, tip: string, members: readonly Member[], aids?: MergeAids): Promise<Chain> {
  const links: Link[] = [];
  const settled: Settled[] = [];
  const put = async (some: readonly Member[], before: readonly Refused[], own?: MergeAids): Promise<readonly Refused[]> => {
    const conflicts: Refused[] = [];
    for (const member of some) {
      const onto = links.at(-1)?.commit ?? tip;
      const merged = await mergedOnto(merger, { onto, member, aids: own });
      if ('paths' in merged) conflicts.push({ member, paths: merged.paths, onto });
      else links.push(merged.link);
      const earlier = before.find((one) => one.member === member);
      if ('link' in merged && earlier) settled.push({ story: member.story, paths: earlier.paths, by: merged.by });
    }
    return conflicts;
  };
  const again = (conflicts: readonly Refused[], own?: MergeAids): Promise<readonly Refused[]> =>
    put(
      conflicts.map(({ member }) => member),
      conflicts,
      own,
    );
  let conflicts = await put(members, []);
  for (let before = Infinity; conflicts.length > 0 && conflicts.length < before && links.length > 0;) {
    before = conflicts.length;
    conflicts = await again(conflicts);
  }
  if (aids !== undefined && conflicts.length > 0) conflicts = await again(conflicts, aids);
  return { links, conflicts, settled };
}

async function mergedOnto(
  merger: Merger,
  { onto, member, aids }: { readonly onto: string; readonly member: Member; readonly aids: MergeAids | undefined },
): Promise<{ readonly link: Link; readonly by: Settled['by'] } | { readonly paths: readonly string[] }> {
  const touched = merger.changedPaths(member.laneBase, member.lane);
  touched.catch(() => undefined);
  const merged = await merger.mergeTree(onto, member.lane, aids);
  if (!merged.clean) return { paths: merged.conflicts };
  // The commit is only an object: where something strange is found, nothing ever points to it.
  const [own, changed, commit] = await Promise.all([
    touched,
    merger.changedPaths(onto, merged.tree),
    merger.commitTree(merged.tree, [onto, member.lane], member.message),
  ]);
  const strange = strangePaths(own, changed);
  if (strange.length > 0) return { paths: strange };
  const { aided = [] } = merged;
  const by = aided.find((one) => one.by === 'mergiraf')?.by ?? aided[0]?.by ?? 'order';
  return { link: { member, commit, tree: merged.tree }, by };
}

/** What a merge changes must be among what the lane changed: anything else is a loss in the making. */
function strangePaths(own: readonly string[], changed: readonly string[]): readonly string[] {
  const mine = new Set(own);
  return changed.filter((path) => !mine.has(path));
}
