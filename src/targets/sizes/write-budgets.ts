import path from 'node:path';
import { CARD_LIMIT_BYTES, decodeCard } from '../../cards/decode-card.ts';
import { setBudget, setWeight } from '../../cards/set-budget.ts';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Review } from './review-budgets.ts';

/** Cards as they stand now, and what kept some from being written. */
export interface WrittenBudgets {
  readonly reviews: readonly Review[];
  readonly problems: readonly Problem[];
}

/** Puts measured figures into every card that differs, one atomic write each: never through a link, nor over an edit made meanwhile. */
export async function writeBudgets(host: Host, top: string, reviews: readonly Review[]): Promise<WrittenBudgets> {
  const after: Review[] = [];
  const problems: Problem[] = [];
  for (const review of reviews) {
    const obstacle = review.standing === 'differs' ? await writeCard(host, top, review) : undefined;
    if (obstacle !== undefined) problems.push(obstacle);
    after.push(review.standing === 'differs' && obstacle === undefined ? { ...review, standing: 'written' } : review);
  }
  return { reviews: after, problems };
}

async function writeCard(host: Host, top: string, review: Review): Promise<Problem | undefined> {
  const { file, digest } = review.card;
  const not = (detail: string): Problem => ({ reason: 'not-writable', path: file, detail });
  if (await host.files.isLinked(top, file)) return not('it is a link, or lies behind one');
  const read = await host.files.readInside(top, file, CARD_LIMIT_BYTES);
  const decoded = read.ok ? decodeCard(file, read.bytes) : undefined;
  if (!read.ok || decoded === undefined || 'problem' in decoded || decoded.digest !== digest)
    return not('it was changed while it was measured');
  try {
    await host.files.writeAtomic(path.join(top, file), rewritten(Buffer.from(read.bytes).toString(), review));
    return undefined;
  } catch (error) {
    return not(error instanceof Error ? error.message : String(error));
  }
}

function rewritten(text: string, review: Review): string {
  switch (review.kind) {
    case 'adr':
      return setWeight(text, review.measured.weightTokens);
    case 'story':
      return setBudget(text, { model: review.model!, ...review.measured! });
  }
}
