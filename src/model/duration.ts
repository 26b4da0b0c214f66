const WRITTEN = /^(?<number>\d{1,6}(?:\.\d{1,3})?)(?<unit>ms|s|m|h)$/;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as people write it: `10m`, `2s`, `500ms`; undefined where it is none. */
export function durationMs(written: string): number | undefined {
  const groups = WRITTEN.exec(written)?.groups;
  if (groups === undefined) return undefined;
  return Math.round(Number(groups['number']) * UNIT_MS[groups['unit']!]!);
}
