import type { Ground } from '../gates/known-tests.ts';
import type { Entry } from '../integrate.ts';

/** What a wave stands on, and whose tests its lanes may take away: each was held to its own scope when it was gated. */
export function groundOf(tip: string, wave: readonly Pick<Entry, 'lane'>[]): Ground {
  const cards = wave.map(({ lane }) => lane.story);
  const isBounded = cards.every(({ files }) => files.length > 0);
  return {
    commit: tip,
    scope: isBounded ? cards.flatMap(({ files }) => files) : undefined,
    allowed: cards.flatMap(({ allowProtected }) => allowProtected),
  };
}
