import type { Adr, Story } from '../model/card.ts';
import type { PlaceReason } from '../model/place-reason.ts';
import { closure, topological, type Needs } from '../model/dag.ts';

/**
 * The order in which stories are folded back: `depends_on` first, then the ADR graph (a story stands at its most derived
 * ADR), then priority, then id. Every story is in it, those on a ring last.
 */
export function integrationOrder(stories: readonly Story[], adrs: readonly Adr[]): string[] {
  const byId = new Map(stories.map((story) => [story.id, story]));
  const rankOf = adrRank(stories, adrs);
  const needs: Needs = new Map(stories.map((story) => [story.id, story.dependsOn.filter((id) => byId.has(id))]));
  return topological(needs, (a, b) => {
    const [left, right] = [byId.get(a)!, byId.get(b)!];
    return rankOf(a) - rankOf(b) || left.priority - right.priority || (a < b ? -1 : a > b ? 1 : 0);
  });
}

/** Where a story stands in the ADR graph: at its most derived ADR; 0 of one that is not known. */
export function adrRank(stories: readonly Story[], adrs: readonly Adr[]): (story: string) => number {
  const depth = adrDepths(adrs);
  const ranks = new Map(stories.map(({ id, adrs: own }) => [id, Math.max(0, ...own.map((adr) => depth.get(adr) ?? 0))]));
  return (story) => ranks.get(story) ?? 0;
}

/** What the place of each story in that order rests on. */
export function placeReasons(stories: readonly Story[], adrs: readonly Adr[]): ReadonlyMap<string, PlaceReason> {
  const [depth, known] = [adrDepths(adrs), new Map(adrs.map((adr) => [adr.id, adr]))];
  const there = new Set(stories.map(({ id }) => id));
  return new Map(
    stories.map(({ id, adrs: own, dependsOn, priority }): [string, PlaceReason] => {
      const most = own.filter((adr) => known.has(adr)).toSorted((a, b) => depth.get(b)! - depth.get(a)!)[0];
      const needs = dependsOn.filter((need) => there.has(need));
      const adr = most === undefined ? {} : { adr: known.get(most)!.shownId };
      return [id, { needs, ...adr, depth: most === undefined ? 0 : depth.get(most)!, priority }];
    }),
  );
}

/** How many ADRs stand behind each, at most, along its predecessors. */
export function adrDepths(adrs: readonly Adr[]): ReadonlyMap<string, number> {
  const needs: Needs = new Map(adrs.map((adr) => [adr.id, adr.predecessors]));
  const depth = new Map<string, number>();
  for (const id of topological(needs)) {
    depth.set(id, Math.max(0, ...(needs.get(id) ?? []).map((before) => (depth.get(before) ?? 0) + 1)));
  }
  return depth;
}

/** For each of `some`, the stories that must be integrated first, directly or not. */
export function dependencies(stories: readonly Story[], some: readonly Story[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needs: Needs = new Map(stories.map((story) => [story.id, story.dependsOn]));
  return new Map(some.map((story) => [story.id, closure(story.id, needs)]));
}
