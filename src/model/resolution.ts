import type { Renamed } from './renamed.ts';
import type { Parts } from './target.ts';

/** What a person may do about a lane that conflicts for good: keep it, keep what stands, have both built again, or give it up. */
export const CHOICES = ['this', 'other', 'again', 'abandon'] as const;
export type Choice = (typeof CHOICES)[number];

/** A story and its title, for words. */
export interface NamedStory {
  readonly story: string;
  readonly title: string;
}

/** What there is to decide. */
export interface Dilemma extends NamedStory {
  readonly paths: readonly string[];
  /** Of the paths, where that is so. */
  readonly renamed?: readonly Renamed[];
  /** The commit of its work. */
  readonly work: string;
  /** Where it was rebased in vain: files that hold conflict markers still. Such work cannot land as it is. */
  readonly markers?: readonly string[];
  /** Stories whose landed work it conflicts with, the oldest first; none where it is the base's. */
  readonly others: readonly (NamedStory & { readonly commit: string })[];
}

/** A person's word on a conflict, for the card as it stood. `behind`: taken out for another story's sake, to be built after it. */
export interface ResolvedEntry {
  readonly t: 'resolved';
  readonly at: number;
  readonly story: string;
  readonly key: string;
  readonly choice: Choice | 'behind';
  readonly by: { readonly name: string; readonly email: string };
  /** Its work as it is to land. */
  readonly keeps?: {
    readonly parts: Parts;
    readonly output: { readonly commit: string; readonly tree: string; readonly base: string; readonly changed: boolean };
  };
  /** Where the work that was put aside lies. */
  readonly aside?: string;
  /** The work's commit. */
  readonly work?: string;
  /** Stories that are built first. */
  readonly after?: readonly string[];
}
