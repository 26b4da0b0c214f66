import type { History, LedgerSession } from '../model/history.ts';

/** Something that ran, ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What ran, by run: sessions; checks, worktrees and gates from where their turn came; waves, each once, however many lanes it held.
 * Of the shared ledger's runs sessions alone are known.
 */
export function spansOf(
  sessions: readonly LedgerSession[],
  { steps, waves }: Pick<History, 'steps' | 'waves'>,
): ReadonlyMap<string, readonly Span[]> {
  const spans = [
    ...sessions.map(({ run, startedAt, durationMs }) => ({ run, from: startedAt, to: startedAt + durationMs })),
    ...steps
      .filter(({ step }) => step !== 'implement' && step !== 'integrate')
      .flatMap(({ run, startedAt, at, waitedMs = 0 }) =>
        startedAt === undefined ? [] : [{ run, from: startedAt + waitedMs, to: at }],
      ),
    ...waves.map(({ run, at, durationMs }) => ({ run, from: at - durationMs, to: at })),
  ];
  return Map.groupBy(
    spans.filter(({ from, to }) => to > from),
    ({ run }) => run,
  );
}

/** The time of all, as if one after the other, and the time in which there was any of them. */
export function timesOf(spans: readonly Span[]): { readonly workMs: number; readonly elapsedMs: number } {
  let [workMs, elapsedMs, seenTo] = [0, 0, -Infinity];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    workMs += to - from;
    elapsedMs += Math.max(0, to - Math.max(from, seenTo));
    seenTo = Math.max(seenTo, to);
  }
  return { workMs, elapsedMs };
}
