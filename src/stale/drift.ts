import type { StoryState } from '../model/record.ts';
import type { Decision, Parts } from '../model/target.ts';
import { changedParts } from './fingerprint.ts';

/**
 * Integrated, and nothing changed since but contracts in its scope: whether its code still keeps them is not known, and to find
 * out costs a session, so that a person says so. Undefined where they have, where a session was begun on it, and where more changed.
 */
export function decideDrift(facts: {
  readonly integrated?: { readonly key: string };
  readonly last: StoryState;
  readonly what: Parts;
  readonly key: string;
  readonly isReopened?: boolean;
}): Decision | undefined {
  const { integrated, last, what, key, isReopened } = facts;
  const before = last.integrated;
  if (isReopened === true || integrated === undefined || before?.key !== integrated.key || isBegun(last, key)) return undefined;
  const changes = changedParts(before.parts, what);
  if (changes.length === 0 || !changes.every(({ part }) => part.startsWith('contract '))) return undefined;
  return { state: 'held', reason: { code: 'contract-edited', changes } };
}

function isBegun({ steps, failures, parked, checkpoint, unfinishedKey }: StoryState, key: string): boolean {
  const keys = [steps.worktree?.key, steps.implement?.key, parked?.key, checkpoint?.key, unfinishedKey];
  return keys.includes(key) || failures.some((failure) => failure.key === key);
}
