/** One landing or revert on the integration branch. */
export interface Move {
  readonly commit: string;
  readonly story: string;
  /** Taken out again. */
  readonly isRevert: boolean;
}

export interface Landing {
  readonly story: string;
  readonly commit: string;
}

export interface LandingCut {
  /** Stories that stand on the branch and not on the base, each by its latest landing, in the order they came in. */
  readonly standing: readonly Landing[];
  /** How far one may land: the tip, an earlier landing, or undefined where that is no further than the base. */
  readonly to: string | undefined;
  /** What lands with it, in order: one stop a story, where no stop may hold what was taken out only later. */
  readonly stops: readonly { readonly commit: string; readonly stories: readonly Landing[] }[];
  /** Those of `standing` that are not accepted. */
  readonly waiting: readonly string[];
}

/**
 * How far the branch may land, given its moves since the base, oldest first: the last place at which everything that stands is
 * accepted. What was taken out again stands no more, and bars nobody.
 */
export function landingCut(moves: readonly Move[], tip: string, isAccepted: (landing: Landing) => boolean): LandingCut {
  const states = standingAfter(moves);
  const standing = states.at(-1) ?? [];
  const last = states.findLastIndex((state) => state.every(isAccepted));
  const waiting = standing.filter((one) => !isAccepted(one)).map(({ story }) => story);
  // What else came in since the last landing, such as the base itself, bars nobody.
  const to = waiting.length === 0 ? tip : moves[last]?.commit;
  return { standing, to, stops: stopsOf(moves.slice(0, last + 1), states, to), waiting };
}

function standingAfter(moves: readonly Move[]): readonly (readonly Landing[])[] {
  const now = new Map<string, Landing>();
  return moves.map(({ story, commit, isRevert }) => {
    now.delete(story);
    if (!isRevert) now.set(story, { story, commit });
    return [...now.values()];
  });
}

function stopsOf(moves: readonly Move[], states: readonly (readonly Landing[])[], to: string | undefined): LandingCut['stops'] {
  const landed = new Set((states[moves.length - 1] ?? []).map(({ commit }) => commit));
  const stops: { commit: string; stories: readonly Landing[] }[] = [];
  const told = new Set<string>();
  for (const [at, { commit }] of moves.entries()) {
    const state = states[at]!;
    if (!state.every((one) => landed.has(one.commit))) continue;
    const fresh = state.filter((one) => !told.has(one.commit));
    for (const one of fresh) told.add(one.commit);
    const before = stops.at(-1);
    if (fresh.length > 0) stops.push({ commit, stories: fresh });
    else if (before !== undefined) before.commit = commit;
  }
  const end = stops.at(-1);
  if (end !== undefined && to !== undefined) end.commit = to;
  return stops;
}
