import type { Host } from '../host/host.ts';
import { belled } from '../report/bell.ts';
import { jsonReporter } from '../report/json-lines.ts';
import { lineReporter } from '../report/lines.ts';
import { liveReporter, type Reporter } from '../report/live.ts';

/** How a person wants to follow a build. */
export interface Following {
  readonly ui: 'auto' | 'live' | 'stream';
  readonly json?: boolean;
  readonly why?: boolean;
  /** The bell rings for what is told from then on, ms since the epoch. */
  readonly bellFrom?: number;
}

/** The live view where somebody watches; plain lines in pipes, CI and on dumb terminals; JSON when asked. */
export function reporterFor(host: Pick<Host, 'terminal' | 'machine' | 'clock'>, options: Following): Reporter {
  const { err, out } = host.terminal;
  if (options.json === true) return jsonReporter(out);
  const { env } = host.machine;
  const watched = err.isTerminal && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '' && options.why !== true;
  const reporter =
    options.ui === 'live' || (options.ui === 'auto' && watched)
      ? liveReporter(err, host.clock)
      : lineReporter(err, options.why === true);
  return err.isTerminal && env['TERM'] !== 'dumb' ? belled(reporter, err, options.bellFrom) : reporter;
}
