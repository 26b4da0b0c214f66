const WRITTEN = /^~?(?<number>\d{1,7}(?:\.\d+)?)(?<thousand>[kK])?$/;

/** Tokens of a count as people write it: `3400`, `3.4k`, `~3.4k`; undefined where it is none. */
export function tokenCount(written: string | number): number | undefined {
  if (typeof written === 'number') return Number.isSafeInteger(written) && written >= 0 ? written : undefined;
  const groups = WRITTEN.exec(written)?.groups;
  if (groups === undefined) return undefined;
  return Math.round(Number(groups['number']) * (groups['thousand'] === undefined ? 1 : 1000));
}
