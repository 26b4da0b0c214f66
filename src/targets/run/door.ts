import type { Clock } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';

/** A session that its provider turned away: nothing is wrong with the story, and the same will work later. */
export interface Later {
  /** `quota`: the account's, so every session's; `outage`: the service failed this one. */
  readonly cause: 'quota' | 'outage';
  /** When it will work again, as the provider says, ms since the epoch. */
  readonly untilMs?: number;
}

/** Where sessions wait until their provider takes them again. */
export interface Door {
  /** When the story may try again, ms since the epoch; undefined where that is later than a build waits. */
  shut(story: string, later: Later): number | undefined;
  /** Resolves when the story may start, or when the signal aborts. */
  open(story: string, signal: AbortSignal): Promise<void>;
  /** A session of the story was served: what comes next is counted anew. */
  passed(story: string): void;
  /** Stories that nobody waited for any longer, their quota used up. */
  readonly gaveUp: ReadonlySet<string>;
}

/** Where the provider names no time: the first wait, doubled each time, up to the longest. */
const BACKOFF = {
  quota: { firstMs: 5 * 60_000, longestMs: 60 * 60_000 },
  outage: { firstMs: 10_000, longestMs: 10 * 60_000 },
} as const;

/** A time in the past, or now, would be asked for again at once. */
const LEAST_MS = 1_000;
/** A machine that slept has its clock moved: it is looked at again. */
const LOOK_MS = 30_000;

interface Shut {
  readonly sinceMs: number;
  readonly times: number;
  readonly untilMs: number;
}

/** The key under which the quota of all is kept: no story can be called so. */
const ALL = '';

export function newDoor(clock: Clock, timeouts: Pick<Config['timeouts'], 'quotaMs' | 'outageMs'>): Door {
  const shut = new Map<string, Shut>();
  const gaveUp = new Set<string>();
  return {
    gaveUp,
    shut(story, { cause, untilMs }) {
      const key = cause === 'quota' ? ALL : story;
      const now = clock.now();
      const { sinceMs, times } = shut.get(key) ?? { sinceMs: now, times: 0 };
      const { firstMs, longestMs } = BACKOFF[cause];
      const until = Math.max(untilMs ?? now + Math.min(firstMs * 2 ** times, longestMs), now + LEAST_MS);
      if (until - sinceMs > (cause === 'quota' ? timeouts.quotaMs : timeouts.outageMs)) {
        if (cause === 'quota') gaveUp.add(story);
        return undefined;
      }
      shut.set(key, { sinceMs, times: times + 1, untilMs: Math.max(until, shut.get(key)?.untilMs ?? 0) });
      return until;
    },
    async open(story, signal) {
      const leftMs = (): number => Math.max(0, ...[ALL, story].map((key) => (shut.get(key)?.untilMs ?? 0) - clock.now()));
      while (leftMs() > 0 && !signal.aborted) await clock.wait(Math.min(leftMs(), LOOK_MS), signal);
    },
    passed(story) {
      shut.delete(ALL);
      shut.delete(story);
    },
  };
}
