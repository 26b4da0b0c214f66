import type { Clock } from '../host/host.ts';

/** Changes that belong together: one save, one checkout. Times are the clock's monotonic milliseconds. */
export interface Gathering {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly paths: ReadonlySet<string>;
}

/** A batch is over when nothing has come for so long ... */
export const QUIET_MS = 100;
/** ... or, where something always comes, after so long; ... */
export const MOST_MS = 2_000;
/** ... but while a program is known to be in the middle of it, only after so long. */
export const BUSY_MOST_MS = 10_000;

/** The gathering with one change more. */
export function gathered(now: Gathering | undefined, path: string, atMs: number): Gathering {
  return { firstMs: now?.firstMs ?? atMs, lastMs: atMs, paths: new Set([...(now?.paths ?? []), path]) };
}

/** Milliseconds until it may be over: none, when it is. */
export function unsettledMs({ firstMs, lastMs }: Gathering, nowMs: number): number {
  return Math.max(0, Math.min(lastMs + QUIET_MS, firstMs + MOST_MS) - nowMs);
}

/** Settled batches of changes, one after another. */
export interface Batches {
  push(path: string): void;
  /** Has one begun that nobody was given yet? */
  isGathering(): boolean;
  /** The paths of the next one; undefined once the signal aborts. */
  next(signal: AbortSignal): Promise<ReadonlySet<string> | undefined>;
}

/** `isBusy`: is a program, git in a checkout, in the middle of changing many files? */
export function batches(clock: Clock, isBusy: () => Promise<boolean>): Batches {
  let now: Gathering | undefined;
  let wake = (): void => {};
  async function isOver(gathering: Gathering): Promise<boolean> {
    const isLate = clock.monotonicMs() - gathering.firstMs >= BUSY_MOST_MS;
    return isLate || !(await isBusy());
  }
  return {
    push(path) {
      now = gathered(now, path, clock.monotonicMs());
      wake();
    },
    isGathering: () => now !== undefined,
    async next(signal) {
      while (!signal.aborted) {
        if (now === undefined) {
          await new Promise<void>((resolve) => {
            wake = () => {
              signal.removeEventListener('abort', wake);
              resolve();
            };
            signal.addEventListener('abort', wake);
          });
          continue;
        }
        const waitMs = unsettledMs(now, clock.monotonicMs());
        if (waitMs > 0) {
          await clock.wait(waitMs, signal);
        } else if (await isOver(now)) {
          const { paths } = now;
          now = undefined;
          return paths;
        } else {
          await clock.wait(QUIET_MS, signal);
        }
      }
      return undefined;
    },
  };
}
