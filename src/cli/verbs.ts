import type { Problem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';

/** Every verb of the command line, for 'did you mean'. */
export const VERBS: readonly string[] = [
  'build',
  'stop',
  'plan',
  'watch',
  'why',
  'status',
  'inbox',
  'approve',
  'deny',
  'mcp',
  'locks',
  'report',
  'context',
  'lint',
  'budget',
  'init',
  'new',
  'import',
  'demo',
  'accept',
  'adr',
  'reject',
  'resolve',
  'land',
  'retry',
  'clean',
  'calibrate',
  'doctor',
  'trust',
  'help',
];

/** `xpar lnit` reads as a target; the person may have meant a verb. */
export function orVerb(problem: Problem): Problem {
  if (problem.reason !== 'unknown-target' || problem.suggestion !== undefined) return problem;
  const verb = suggest(problem.name, VERBS);
  return verb === undefined ? problem : { ...problem, suggestion: `xpar ${verb}` };
}
