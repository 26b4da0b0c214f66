import type { Host } from '../host/host.ts';
import { signalExit } from '../model/signal-exit.ts';

/** What ctrl-C and the like mean for a verb that only looks on: it has seen enough. */
export interface Enough {
  readonly signal: AbortSignal;
  /** The exit code of what was interrupted so. */
  exit(): number;
  stopListening(): void;
}

/** `besides`: signals that mean nothing to it. */
export function untilEnough({ terminal }: Pick<Host, 'terminal'>, besides: readonly string[] = []): Enough {
  const controller = new AbortController();
  let heard = 'SIGINT';
  const stopListening = terminal.onInterrupt((signal) => {
    if (besides.includes(signal) || controller.signal.aborted) return;
    heard = signal;
    controller.abort();
  });
  return { signal: controller.signal, exit: () => signalExit(heard), stopListening };
}
