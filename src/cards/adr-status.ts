import type { AdrStatus } from '../model/card.ts';

/** How the word a status begins with is read: the five of ours, and what other ADR tools write. */
const WORDS: Readonly<Record<string, AdrStatus>> = {
  proposed: 'proposed',
  draft: 'proposed',
  pending: 'proposed',
  accepted: 'accepted',
  approved: 'accepted',
  active: 'accepted',
  implemented: 'accepted',
  rejected: 'rejected',
  deprecated: 'deprecated',
  superseded: 'superseded',
  superceded: 'superseded',
};

/** `Accepted`, `superseded by ADR-12`, `Superseded by [5. Title](0005-title.md)`; undefined where the first word says nothing. */
export function adrStatus(written: string): AdrStatus | undefined {
  const word = /[a-z]+/.exec(written.toLowerCase())?.[0] ?? '';
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** The five, in the order of a decision's life. */
export const ADR_STATUS_WORDS: readonly AdrStatus[] = ['proposed', 'accepted', 'rejected', 'deprecated', 'superseded'];
