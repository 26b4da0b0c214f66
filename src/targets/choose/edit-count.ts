import type { Edits } from './intent.ts';

/** Edits as they come, and how far they were taken into account. */
export interface EditCount extends Edits {
  add(): void;
  /** Something is being looked at that may be one; call what it gives when that is over. */
  looking(): () => void;
  /** Resolves once there is one that was not taken, or when the signal aborts. */
  untaken(signal: AbortSignal): Promise<void>;
  /** All that there are now. */
  readonly latest: number;
}

export function editCount(): EditCount {
  let [latest, taken, looks] = [0, 0, 0];
  const waiting = new Set<() => void>();
  async function untaken(signal?: AbortSignal): Promise<void> {
    while (latest <= taken && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
    }
  }
  return {
    get latest() {
      return latest;
    },
    add() {
      latest += 1;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    looking() {
      looks += 1;
      return () => void (looks -= 1);
    },
    isPending: () => looks > 0 || latest > taken,
    take: (edit) => void (taken = Math.max(taken, edit)),
    untaken,
    async next() {
      await untaken();
      return latest;
    },
  };
}
