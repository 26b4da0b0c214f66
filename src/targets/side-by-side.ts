import { pairSums } from '../budget/parallel.ts';
import { apartFrom } from '../plan/apart.ts';
import { smallestToImplement } from '../plan/plan.ts';
import type { Survey } from './intent.ts';

/** For a person who plans: who may run beside whom, and which stories would fit one session together. */
export function sideBySide({ plan, project }: Survey): {
  apart: ReturnType<typeof apartFrom>;
  pairs: ReturnType<typeof pairSums>;
} {
  return {
    apart: apartFrom(plan, project.config.parallel.conflicts),
    pairs: pairSums(smallestToImplement(plan, PAIRED_AT_MOST)),
  };
}

/** Pairs grow with the square; only the smallest stories can share a session anyway. */
const PAIRED_AT_MOST = 40;
