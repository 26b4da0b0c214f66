import { clean, cleanables, read } from '../pipeline.ts';
import { cleanedText, cleanPreview } from '../report/clean-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

/** `xpar clean`: shows what could go; removes it after a yes. Without a word nothing is touched. */
export async function cleanVerb(context: Context, options: { yes?: boolean; force?: boolean; json?: boolean }): Promise<number> {
  const { host } = context;
  const project = await read(host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const force = options.force === true;
  const items = await cleanables(host, project.value);
  const goes = items.filter(({ needs }) => needs === undefined || (needs === 'force' && force));
  if (options.json !== true) host.terminal.out.write(cleanPreview(items));
  const isMeant = goes.length > 0 && (options.yes === true || (await isConfirmed(context, goes.length, options.json === true)));
  if (!isMeant) {
    if (options.json === true) writeJson(context, { schemaVersion: 1, items });
    else if (goes.length > 0) host.terminal.err.write('Nothing was removed. hint: xpar clean --yes\n');
    return 0;
  }
  const cleaned = await clean(host, project.value, { shown: items, force, command: context.command });
  if (!cleaned.ok) return refuse(context, cleaned.problems);
  const { removed, left, backups } = cleaned.value;
  if (options.json === true) writeJson(context, { schemaVersion: 1, items, removed, left, backups });
  else host.terminal.out.write(`\n${cleanedText(cleaned.value)}`);
  return 0;
}

async function isConfirmed({ host }: Context, count: number, quiet: boolean): Promise<boolean> {
  return !quiet && host.terminal.canAsk && host.terminal.confirm(`Remove ${count === 1 ? 'it' : `these ${count}`}?`);
}
