import type { Host } from '../../host/host.ts';
import type { Tell } from '../../model/event.ts';
import { signalExit } from '../../model/signal-exit.ts';

/** A person's ctrl-C, as a build sees it. */
export interface Interrupts {
  /** Aborts at the first: nothing more starts, agents are asked to stop. */
  readonly signal: AbortSignal;
  /** Aborts without a signal from outside. */
  stopAll(): void;
  /** 128 + signal once interrupted. */
  exit(): number | undefined;
  stopListening(): void;
}

/** The first interrupt stops the build in order; the second ends every process it started at once. */
export function listenForInterrupts(host: Host, tell: Tell): Interrupts {
  const controller = new AbortController();
  let heard: string | undefined;
  const stopListening = host.terminal.onInterrupt((signal, times) => {
    heard ??= signal;
    tell({ t: 'stopping', signal, times });
    if (times === 1) controller.abort();
    else host.commands.endAll();
  });
  return {
    signal: controller.signal,
    stopAll: () => controller.abort(),
    exit: () => (heard === undefined ? undefined : signalExit(heard)),
    stopListening,
  };
}
