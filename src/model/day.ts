export const DAY_MS = 86_400_000;

/** Start of a day written as 2026-11-02, UTC, in ms since the epoch; undefined where the calendar has no such day. */
export function dayMs(written: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(written) ? Date.parse(written) : Number.NaN;
  return !Number.isNaN(ms) && dayOf(ms) === written ? ms : undefined;
}

/** The day of an instant, UTC: `2026-11-02`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
