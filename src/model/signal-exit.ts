const NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** The exit code of what a signal ended, as shells have it. */
export function signalExit(signal: string): number {
  return 128 + (NUMBERS[signal] ?? 2);
}
