import type { Stream } from '../host/host.ts';
import type { Reporter } from './live.ts';

/** One JSON document a line, as `schemas/event.schema.json` says. */
export function jsonReporter(stream: Stream): Reporter {
  return {
    take: (event) => stream.write(`${JSON.stringify(event)}\n`),
    close: async () => {},
  };
}
