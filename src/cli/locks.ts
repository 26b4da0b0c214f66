import { locksOf, survey } from '../pipeline.ts';
import { locksText } from '../report/locks-text.ts';
import { conflictsIn, type ConflictsOption } from './conflicts-flag.ts';
import { refuse, writeJson, type Context } from './context.ts';

/** `xpar locks`: who holds which files, and who would have to wait. Works beside a running build. */
export async function locksVerb(context: Context, options: ConflictsOption & { json?: boolean }): Promise<number> {
  const { host } = context;
  const seen = await survey(host, 'build', 'any');
  if (!seen.ok) return refuse(context, seen.problems);
  const locks = await locksOf(host, seen.value, conflictsIn(options));
  if (options.json === true) writeJson(context, { schemaVersion: 1, ...locks });
  else host.terminal.out.write(locksText(locks, host.clock.now()));
  return 0;
}
