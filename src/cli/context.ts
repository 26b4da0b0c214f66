import type { Host } from '../host/host.ts';
import type { Finding, Problem, Severity } from '../model/problem.ts';
import { painter, type Paint } from '../report/paint.ts';
import { problemText } from '../report/problem-text.ts';

/** What a verb is given. */
export interface Context {
  readonly host: Host;
  /** A host that stands somewhere else: for `demo`. */
  readonly makeHost: (cwd?: string) => Host;
  /** Its arguments, and the command line as typed. */
  readonly argv: readonly string[];
  readonly command: string;
  /** What `-C` was given. */
  readonly folder?: string;
}

/** Colours for standard output. */
export function outPaint({ host }: Context): Paint {
  return painter(host.terminal.out.colour);
}

/** Tells problems on standard error, worst words intact, and gives the exit code of 'nothing was started'. */
export function refuse({ host }: Context, problems: readonly Problem[], exit = 2): number {
  for (const problem of problems) host.terminal.err.write(`xpar: ${problemText(asError(problem))}\n`);
  return exit;
}

function asError(problem: Problem): Finding {
  return { problem, severity: 'error' satisfies Severity };
}

/** One JSON document on standard output. */
export function writeJson({ host }: Context, value: unknown): void {
  host.terminal.out.write(`${JSON.stringify(value, null, 2)}\n`);
}
