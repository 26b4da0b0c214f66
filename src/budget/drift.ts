import type { DriftMark } from '../model/budget.ts';
import type { SessionRecord } from '../model/record.ts';
import { median } from './quantiles.ts';

/** CUSUM on standardised forecast errors: what an error has to exceed to count, and the sum that flags. */
const SLACK = 0.5;
const LIMIT = 4;
/** A P80 lies this many standard deviations above a P50. */
const P80_SIGMAS = 0.8416;
/** After this many sessions forecasts have followed, and a mark is history. */
const CAUGHT_UP_AFTER = 10;

interface Sum {
  readonly value: number;
  /** Index of the first session in it. */
  readonly from: number;
}

/**
 * Marks where the sessions of one key, oldest first, began to take other amounts than was foreseen of them; after a mark
 * the sums begin anew. A session that was cut off counts only where it had passed what was expected of it already.
 */
export function driftMarks(sessions: readonly SessionRecord[]): readonly DriftMark[] {
  const told = sessions.flatMap((session) => {
    const z = errorOf(session);
    return z === undefined ? [] : [{ session, z }];
  });
  const marks: DriftMark[] = [];
  let [up, down] = [emptySum(0), emptySum(0)];
  for (const [at, { z }] of told.entries()) {
    [up, down] = [added(up, z, at), added(down, -z, at)];
    const over = [up, down].find(({ value }) => value > LIMIT);
    if (over === undefined) continue;
    marks.push(
      markOf(
        told.map(({ session }) => session),
        over.from,
        at,
      ),
    );
    [up, down] = [emptySum(at + 1), emptySum(at + 1)];
  }
  return marks;
}

/** The last mark, where fewer sessions have run since than forecasts take to follow. */
export function standingDrift(sessions: readonly SessionRecord[]): DriftMark | undefined {
  const last = driftMarks(sessions).at(-1);
  if (last === undefined) return undefined;
  const index = sessions.findLastIndex(({ startedAt }) => startedAt === last.seen);
  return sessions.length - 1 - index < CAUGHT_UP_AFTER ? last : undefined;
}

function emptySum(from: number): Sum {
  return { value: 0, from };
}

function added(sum: Sum, z: number, at: number): Sum {
  return { value: Math.max(0, sum.value + z - SLACK), from: sum.value === 0 ? at : sum.from };
}

/** ln(actual / P50) in standard deviations of the forecast; undefined where the session says nothing about it. */
function errorOf({ actual, estimate, censored }: SessionRecord): number | undefined {
  const { workingTokens = 0 } = actual;
  const { workingP50Tokens: p50, workingP80Tokens: p80 } = estimate;
  if (!(workingTokens > 0 && p50 > 0 && p80 > p50)) return undefined;
  const z = (P80_SIGMAS * Math.log(workingTokens / p50)) / Math.log(p80 / p50);
  return censored && z <= 0 ? undefined : z;
}

function markOf(told: readonly SessionRecord[], from: number, to: number): DriftMark {
  const part = told.slice(from, to + 1);
  const [first, last] = [part[0]!, part.at(-1)!];
  const [before, after] = [told[from - 1]?.version, last.version];
  return {
    since: first.startedAt,
    seen: last.startedAt,
    sessions: part.length,
    factor: median(part.map(({ actual, estimate }) => actual.workingTokens! / estimate.workingP50Tokens)),
    ...(before !== undefined && after !== undefined && before !== after ? { versions: [before, after] } : {}),
  };
}
