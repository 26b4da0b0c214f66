import type { VersionBase } from '../model/lesson.ts';
import type { MeasuredBase, SessionRecord } from '../model/record.ts';
import { median } from './quantiles.ts';

/** Sessions it takes until a learned base is more than one session's noise. */
const ENOUGH = 3;
/** What a base may differ by from that of the version before: the larger of the two. */
const NOISE = { share: 0.1, tokens: 300 };

/** Context of a session's first request, where it was told; records of old versions kept it less the base. */
export function firstContextOf({ actual, estimate, shared }: SessionRecord): number | undefined {
  // A session that others began holds what they left, and tells nothing of its base.
  if (shared !== undefined && shared.place > 1) return undefined;
  return actual.firstContextTokens ?? (actual.floorTokens === undefined ? undefined : actual.floorTokens + estimate.baseTokens);
}

/** The base that first requests leave when `kappa` times their prompt is taken away: the median; undefined of none. */
export function baseBehind(sessions: readonly SessionRecord[], kappa: number): number | undefined {
  const left = sessions.flatMap((session) => {
    const first = firstContextOf(session);
    return first === undefined ? [] : [first - kappa * session.estimate.rawFloorTokens];
  });
  return left.length === 0 ? undefined : Math.max(0, Math.round(median(left)));
}

/** The base of each version of an agent on one model, in the order they were first seen; a measured one wins over a learned one. */
export function basesByVersion(
  sessions: readonly SessionRecord[],
  measured: readonly (MeasuredBase & { readonly at: number })[],
  kappa: number,
): readonly VersionBase[] {
  const seen = [
    ...sessions.map(({ version, startedAt }) => ({ version, at: startedAt })),
    ...measured.map(({ version, at }) => ({ version, at })),
  ].sort((a, b) => a.at - b.at);
  // An agent that tells no version has one base, which is told only where it was measured.
  const versions = [...new Set(seen.map(({ version = '' }) => version))].filter(
    (version) => version !== '' || measured.some((one) => one.version === ''),
  );
  const bases = versions.flatMap((version): VersionBase[] => {
    const told = measured.findLast((one) => one.version === version);
    const mine = sessions.filter((one) => one.version === version && firstContextOf(one) !== undefined);
    if (told) return [{ version, tokens: told.tokens, source: 'measured', sessions: mine.length }];
    const tokens = baseBehind(mine, kappa);
    return tokens === undefined ? [] : [{ version, tokens, source: 'learned', sessions: mine.length }];
  });
  return bases.map((base, index) => withCreep(base, bases.slice(0, index)));
}

/** Held against the last version that is known well enough. */
function withCreep(base: VersionBase, before: readonly VersionBase[]): VersionBase {
  const last = before.findLast(isKnown);
  if (last === undefined || !isKnown(base)) return base;
  const tokens = base.tokens - last.tokens;
  if (Math.abs(tokens) <= Math.max(NOISE.tokens, NOISE.share * last.tokens)) return base;
  return { ...base, creep: { from: last.version, tokens } };
}

function isKnown({ source, sessions }: VersionBase): boolean {
  return source === 'measured' || sessions >= ENOUGH;
}
