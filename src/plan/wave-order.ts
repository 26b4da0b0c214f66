/**
 * The members of a wave so that as few as can be are left out: of those with equal ranks, who would not merge with several
 * comes after those. Ranks, and the order in which they are given, hold otherwise.
 */
export function waveOrder(
  members: readonly string[],
  rankOf: (story: string) => number,
  conflicts: readonly (readonly [string, string])[],
): readonly string[] {
  const within = new Set(members);
  const against = new Map<string, number>();
  for (const [a, b] of conflicts) {
    if (!within.has(a) || !within.has(b)) continue;
    for (const story of [a, b]) against.set(story, (against.get(story) ?? 0) + 1);
  }
  return members.toSorted((a, b) => rankOf(a) - rankOf(b) || (against.get(a) ?? 0) - (against.get(b) ?? 0));
}
