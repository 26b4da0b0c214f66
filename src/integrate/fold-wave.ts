import type { Merger } from '../host/host.ts';
import type { MergeAids } from '../model/merge-aids.ts';
import { chainOf, type Chain, type Link, type Member, type Settled } from './chain.ts';
import { findFault, stillRed, type Judge, type Verdict } from './find-fault.ts';

/** Gated lanes that are folded in together, in the order of integration. */
export interface Wave {
  /** Full name of the integration branch's ref, and where it stands. */
  readonly ref: string;
  readonly tip: string;
  readonly members: readonly Member[];
  /** Gate every commit of the wave, not only its last. */
  readonly everyCommit: boolean;
  /** What a suite that was red, and green on the same tree again, is worth. */
  readonly flaky: 'accept' | 'refuse';
  /** Cancelled meanwhile, for an edit of its card: it is left out of what lands. */
  readonly isWanted: (story: string) => boolean;
  /** What may settle a conflict. */
  readonly aids?: MergeAids;
}

/** How one lane's folding ended. `Stop`: why nothing could be judged. */
export type LaneEnd<Red, Stop> =
  | { readonly end: 'integrated'; readonly commit: string }
  | { readonly end: 'conflict'; readonly paths: readonly string[]; readonly onto: string }
  /** The first with which the suite is red: `place` in its wave, from 1; `before` are the lanes that stood under it. */
  | { readonly end: 'red'; readonly red: Red; readonly place: number; readonly before: readonly string[] }
  /** Red without any lane of the wave: nobody's fault here. */
  | { readonly end: 'base-red'; readonly red: Red }
  | { readonly end: 'flaky'; readonly red: Red }
  /** Somebody else moved the branch: nothing was changed, it can be tried again. */
  | { readonly end: 'moved' }
  | { readonly end: 'dropped' }
  | { readonly end: 'stopped'; readonly why: Stop };

export interface Folded<Red, Stop> {
  /** By story: of every member. */
  readonly ends: ReadonlyMap<string, LaneEnd<Red, Stop>>;
  readonly tip: string;
  /** Suites that were red and then green on the same tree. */
  readonly flakes: number;
  /** Of those that landed: whoever did not merge at first. */
  readonly settled: readonly Settled[];
}

/**
 * Folds a wave of gated lanes into the integration branch: merged one on the other, the whole suite on exactly the last
 * tree, then one compare-and-swap. Where that is red the first lane that makes it so is found and left out, and the rest is
 * judged again: what was red first, then whole. A failing wave takes no new members.
 */
export async function foldWave<Red, Stop>(merger: Merger, wave: Wave, judge: Judge<Red, Stop>): Promise<Folded<Red, Stop>> {
  const ends: Ends<Red, Stop> = new Map();
  let flakes = 0;
  let seen: Red | undefined;
  for (;;) {
    const left = wave.members.filter(({ story }) => !ends.has(story) && wave.isWanted(story));
    const chain = await chainOf(merger, wave.tip, left, wave.aids);
    const judged = await judgeChain(judge, { wave, links: chain.links, seen });
    flakes += judged.flakes;
    if (judged.fault === 'lane') {
      seen = judged.isNarrow ? judged.red : undefined;
      const before = chain.links.slice(0, judged.at).map(({ member }) => member.story);
      ends.set(chain.links[judged.at]!.member.story, { end: 'red', red: judged.red, place: judged.at + 1, before });
      continue;
    }
    const isGreen = judged.fault === 'none';
    if (isGreen && chain.links.some(({ member }) => !wave.isWanted(member.story))) continue;
    const tip = isGreen ? await land(merger, wave, chain.links) : undefined;
    const isLanded = tip !== undefined;
    const settled = isLanded ? chain.settled : [];
    return { ends: allEnds(wave, { ends, chain, judged, isLanded }), tip: tip ?? wave.tip, flakes, settled };
  }
}

type Ends<Red, Stop> = Map<string, LaneEnd<Red, Stop>>;

function allEnds<Red, Stop>(
  wave: Wave,
  at: { ends: Ends<Red, Stop>; chain: Chain; judged: Exclude<Judged<Red, Stop>, { fault: 'lane' }>; isLanded: boolean },
): Ends<Red, Stop> {
  const { ends, chain, judged, isLanded } = at;
  for (const { member, commit } of chain.links)
    ends.set(member.story, isLanded ? { end: 'integrated', commit } : notLanded(judged));
  // What conflicts with lanes that did not land has not been held against anything that stands.
  for (const { member, paths, onto } of chain.conflicts)
    ends.set(member.story, isLanded || onto === wave.tip ? { end: 'conflict', paths, onto } : notLanded(judged));
  for (const { story } of wave.members) if (!ends.has(story)) ends.set(story, { end: 'dropped' });
  return ends;
}

/** Of all lanes of a wave that is no single lane's fault. */
function notLanded<Red, Stop>(judged: Exclude<Judged<Red, Stop>, { fault: 'lane' }>): LaneEnd<Red, Stop> {
  switch (judged.fault) {
    case 'none':
      return { end: 'moved' };
    case 'stopped':
      return { end: 'stopped', why: judged.why };
    case 'base':
      return { end: 'base-red', red: judged.red };
    case 'flake':
      return { end: 'flaky', red: judged.red };
  }
}

type Judged<Red, Stop> = { readonly flakes: number } & (
  | { readonly fault: 'none' }
  | { readonly fault: 'stopped'; readonly why: Stop }
  | { readonly fault: 'base' | 'flake'; readonly red: Red }
  /** Index of the first link that is red. */
  | { readonly fault: 'lane'; readonly at: number; readonly red: Red; readonly isNarrow: boolean }
);

/** The whole suite on the last tree, or on each in turn; where it is red, whose fault that is. */
async function judgeChain<Red, Stop>(
  judge: Judge<Red, Stop>,
  at: { readonly wave: Wave; readonly links: readonly Link[]; readonly seen: Red | undefined },
): Promise<Judged<Red, Stop>> {
  const { wave, links, seen } = at;
  const still = seen === undefined || wave.everyCommit ? undefined : await stillRed(judge, { links, seen });
  if (still) return { ...still, flakes: 0 };
  const step = wave.everyCommit ? 1 : Math.max(1, links.length);
  let flakes = 0;
  for (let to = step; to <= links.length; to += step) {
    const last = links[to - 1]!;
    const verdict: Verdict<Red, Stop> = await judge.suite(last.commit, last.tree);
    if (verdict.end === 'green') continue;
    if (verdict.end === 'stopped') return { fault: 'stopped', why: verdict.why, flakes };
    const found = await findFault(judge, { tip: wave.tip, links: links.slice(0, to), green: to - step, red: verdict.red });
    if (found.fault !== 'flake') return { ...found, flakes };
    flakes += 1;
    if (wave.flaky === 'refuse') return { ...found, flakes };
  }
  return { fault: 'none', flakes };
}

/**
 * Moves the branch; undefined where somebody else did. Checked by other code than the merge: each tree that lands is the one
 * its merge gave, and the last is the one that was tested.
 */
async function land(merger: Merger, { ref, tip }: Wave, links: readonly Link[]): Promise<string | undefined> {
  const last = links.at(-1);
  if (last === undefined) return tip;
  const trees = await Promise.all(links.map(({ commit }) => merger.treeOf(commit)));
  for (const [at, { commit, tree }] of links.entries())
    if (trees[at] !== tree) throw new Error(`commit ${commit} does not hold the tested tree ${tree}`);
  return (await merger.updateRef(ref, last.commit, tip)) ? last.commit : undefined;
}
