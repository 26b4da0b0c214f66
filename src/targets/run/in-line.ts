import type { Clock } from '../../host/host.ts';

/** What one step waited for its turn, beside what ran of it. */
export interface InLine {
  /** Waits for its turn at what others have now. */
  wait<T>(turn: Promise<T>): Promise<T>;
  /** Runs a piece of it: what waits beside that costs nothing more. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** For the journal: the time in which it waited and nothing of it ran, ms; empty where there is none. */
  told(): { readonly waitedMs?: number };
}

export function newInLine(clock: Pick<Clock, 'monotonicMs'>): InLine {
  let [waiting, running, since, waitedMs] = [0, 0, 0, 0];
  const change = (by: { readonly waiting?: number; readonly running?: number }): void => {
    const now = clock.monotonicMs();
    if (waiting > 0 && running === 0) waitedMs += now - since;
    since = now;
    waiting += by.waiting ?? 0;
    running += by.running ?? 0;
  };
  return {
    async wait(turn) {
      change({ waiting: 1 });
      try {
        return await turn;
      } finally {
        change({ waiting: -1 });
      }
    },
    async run(work) {
      change({ running: 1 });
      try {
        return await work();
      } finally {
        change({ running: -1 });
      }
    },
    told: () => (Math.round(waitedMs) === 0 ? {} : { waitedMs: Math.round(waitedMs) }),
  };
}

/** As `wait`, where the build keeps such a count. */
export function waitInLine<T>(inLine: InLine | undefined, turn: Promise<T>): Promise<T> {
  return inLine === undefined ? turn : inLine.wait(turn);
}
