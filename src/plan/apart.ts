import type { Story } from '../model/card.ts';
import type { Config } from '../model/config.ts';
import { dependencies } from './order.ts';
import { isOpen, type Plan } from './plan.ts';
import { filesOverlap, sharedGlobs, type IsFile } from './scope.ts';

/** What keeps two lanes from holding their files at once. `globs`: the hotspot, or the first two globs that may mean one path. */
export type Clash =
  { readonly because: 'files-unknown' } | { readonly because: 'same-files' | 'hotspot'; readonly globs: readonly string[] };

/** A story that another may not run beside, and why. */
export type Apart = { readonly story: string } & (Clash | { readonly because: 'needs' | 'needed-by' });

type Scope = Pick<Story, 'files'>;

/** A name may be a file's or a folder's. */
const NOTHING_KNOWN: IsFile = () => false;

/** May the two hold their files at once? Undefined: yes. */
export type ApartRule = (a: Scope, b: Scope) => Clash | undefined;

/**
 * For every open story, the open ones it may not run beside. Compares each with each: for a person who asks, not for a
 * build, which only ever asks about the few that hold their files.
 */
export function apartFrom(plan: Plan, clash: ApartRule): ReadonlyMap<string, readonly Apart[]> {
  const open = plan.stories.filter(({ decisions }) => isOpen(decisions)).map(({ story }) => story);
  const needs = dependencies(
    plan.stories.map(({ story }) => story),
    open,
  );
  const why = (story: Story, other: Story): Clash | { readonly because: 'needs' | 'needed-by' } | undefined => {
    if (needs.get(story.id)!.has(other.id)) return { because: 'needs' };
    if (needs.get(other.id)!.has(story.id)) return { because: 'needed-by' };
    return clash(story, other);
  };
  const others = (story: Story): Apart[] =>
    open.flatMap((other) => {
      const found = other.id === story.id ? undefined : why(story, other);
      return found ? [{ story: other.id, ...found }] : [];
    });
  return new Map(open.map((story) => [story.id, others(story)]));
}

/**
 * By `parallel.conflicts`: `sequential` keeps apart who may change the same file, and undeclared files from all; `isolate`
 * only who may change the same hotspot, undeclared files included; `optimistic` nobody. A hotspot has one owner, whichever of
 * its files is meant. In a shared checkout it is `sequential` always. `isFile` tells what the names in scopes are now.
 */
export function apartRule(
  { parallel, hotspots }: Pick<Config, 'parallel' | 'hotspots'>,
  isFile: IsFile = NOTHING_KNOWN,
): ApartRule {
  const spots = hotspots.map((glob): readonly [string] => [glob]);
  const hotspotClash: ApartRule = (a, b) => {
    const shared = spots.find((spot) => filesOverlap(spot, a.files, isFile) && filesOverlap(spot, b.files, isFile));
    return shared && { because: 'hotspot', globs: shared };
  };
  const mayTouchOne = ({ files }: Scope): boolean =>
    files.length === 0 || spots.some((spot) => filesOverlap(spot, files, isFile));
  // In one checkout nothing is left to a merge.
  switch (parallel.mode === 'shared' ? 'sequential' : parallel.conflicts) {
    case 'optimistic':
      return () => undefined;
    case 'sequential':
      return (a, b) => hotspotClash(a, b) ?? filesClash(a, b, isFile);
    case 'isolate':
      return (a, b) => {
        const isUnknown = spots.length > 0 && (a.files.length === 0 || b.files.length === 0);
        return isUnknown && mayTouchOne(a) && mayTouchOne(b) ? { because: 'files-unknown' } : hotspotClash(a, b);
      };
  }
}

/** Two stories that may change the same file; undeclared files clash with all. */
export function filesClash(a: Scope, b: Scope, isFile: IsFile = NOTHING_KNOWN): Clash | undefined {
  if (a.files.length === 0 || b.files.length === 0) return { because: 'files-unknown' };
  if (!filesOverlap(a.files, b.files, isFile)) return undefined;
  return { because: 'same-files', globs: sharedGlobs(a.files, b.files, isFile) };
}
