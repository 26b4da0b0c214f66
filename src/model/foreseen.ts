import { ownerOf } from './subtask-lane.ts';

/** Two lanes that would not merge as they stand, and the paths in conflict. No paths: they would again. */
export interface ForeseenConflict {
  readonly stories: readonly [string, string];
  readonly paths: readonly string[];
}

/** Of a story's parts as of the story; what they have among themselves is seen to when they are brought together. */
export function betweenStories(
  found: readonly { readonly lanes: readonly [string, string]; readonly paths: readonly string[] }[],
): readonly ForeseenConflict[] {
  const pairs = new Map<string, ForeseenConflict>();
  for (const { lanes, paths } of found) {
    const [one, other] = lanes.map((lane) => ownerOf(lane).story) as [string, string];
    if (one === other) continue;
    const pair: ForeseenConflict = { stories: [one, other], paths };
    const before = pairs.get(pairName(pair));
    pairs.set(pairName(pair), before ? { ...before, paths: [...new Set([...before.paths, ...paths])].sort() } : pair);
  }
  return [...pairs.values()];
}

/** The same for the two in either order. */
export function pairName({ stories }: Pick<ForeseenConflict, 'stories'>): string {
  return stories.toSorted().join(' ');
}
