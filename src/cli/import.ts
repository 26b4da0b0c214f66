import { importCards, openRepository, type ImportedCards } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface ImportOptions {
  readonly from?: string;
  readonly prefix?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `xpar import FILE`: exit code 1 where a task could not be taken over. */
export async function importVerb(context: Context, file: string, options: ImportOptions): Promise<number> {
  const { host } = context;
  const opened = await openRepository(host);
  if (!opened.ok) return refuse(context, opened.problems);
  const { from: source, prefix, dryRun = false, json = false } = options;
  const asked = { from: file, dryRun, ...(source === undefined ? {} : { source }), ...(prefix === undefined ? {} : { prefix }) };
  const got = await importCards(host, opened.value, asked);
  if (!got.ok) return refuse(context, got.problems);
  const { written, refused } = got.value;
  if (json) writeJson(context, got.value);
  else for (const card of written) host.terminal.out.write(`${card.file}  ${shown(card.title)}\n`);
  host.terminal.err.write(`${sumText(got.value, dryRun)}\n`);
  if (written.length > 0 && !dryRun) host.terminal.err.write(`${NEXT}\n`);
  return refused.length === 0 ? 0 : refuse(context, refused, 1);
}

const NEXT = '  drafts: say what each may change (files), give it a budget (model) and status: ready; then xpar lint';

function sumText({ source, written, there, done, refused }: ImportedCards, dryRun: boolean): string {
  const counts: readonly (readonly [number, string])[] = [
    [there.length, 'there already, left as they are'],
    [done.length, 'done or given up there'],
    [refused.length, 'not imported'],
  ];
  const cards = `${written.length} ${written.length === 1 ? 'story' : 'stories'} ${dryRun ? 'would be written' : 'written'}`;
  const others = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${source}: ${[cards, ...others].join(', ')}`;
}
