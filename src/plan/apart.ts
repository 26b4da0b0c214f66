import type { Story } from '../model/card.ts';
import { dependencies } from './order.ts';
import { isOpen, type Plan } from './plan.ts';
import { scopesOverlap } from './scope.ts';

/** A story that another may not run beside, and why. */
export interface Apart {
  readonly story: string;
  readonly because: 'needs' | 'needed-by' | 'same-files' | 'files-unknown';
}

/**
 * For every open story, the open ones it may not run beside. Compares each with each: for a person who asks, not for a
 * build, which only ever asks about the few that hold their files.
 */
export function apartFrom(plan: Plan, conflicts: 'sequential' | 'optimistic'): ReadonlyMap<string, readonly Apart[]> {
  const open = plan.stories.filter(({ decisions }) => isOpen(decisions)).map(({ story }) => story);
  const needs = dependencies(
    plan.stories.map(({ story }) => story),
    open,
  );
  const why = (story: Story, other: Story): Apart['because'] | undefined => {
    if (needs.get(story.id)!.has(other.id)) return 'needs';
    if (needs.get(other.id)!.has(story.id)) return 'needed-by';
    return conflicts === 'sequential' ? filesClash(story, other) : undefined;
  };
  const others = (story: Story): Apart[] =>
    open.flatMap((other) => {
      const because = other.id === story.id ? undefined : why(story, other);
      return because ? [{ story: other.id, because }] : [];
    });
  return new Map(open.map((story) => [story.id, others(story)]));
}

/** Under `sequential`, two stories that may change the same file do not run side by side; undeclared files clash with all. */
export function filesClash(a: Pick<Story, 'files'>, b: Pick<Story, 'files'>): 'same-files' | 'files-unknown' | undefined {
  if (a.files.length === 0 || b.files.length === 0) return 'files-unknown';
  return scopesOverlap(a.files, b.files) ? 'same-files' : undefined;
}
