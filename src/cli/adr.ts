import { confirmAdr, read } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { countText } from '../report/amounts.ts';
import { refuse, type Context } from './context.ts';

/** `xpar adr confirm <ADR>`: a person's word that the tests which lock it in are right as they stand. */
export async function confirmVerb(context: Context, adr: string): Promise<number> {
  const { host } = context;
  const project = await read(host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const done = await confirmAdr(host, project.value, { adr, command: context.command });
  if (!done.ok) return refuse(context, done.problems);
  const { tests, adr: confirmed } = done.value;
  const rows = Object.entries(tests).map(
    ([name, state]) => `  ${shown(name)}${state.startsWith('=') ? '' : `  ${STATE[state] ?? ''}`}`,
  );
  const count = countText(rows.length, 'test', 'tests');
  host.terminal.out.write(`${[`${shown(confirmed.shownId)} is confirmed as locked in by ${count}`, ...rows].join('\n')}\n`);
  return 0;
}

const STATE: Readonly<Record<string, string>> = {
  gone: 'is not there',
  skipped: 'is skipped',
  'shut-out': 'does not run: another has .only',
};
