import { importCards, openRepository } from '../pipeline.ts';
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
  const dryRun = options.dryRun === true;
  const got = await importCards(host, opened.value, {
    from: file,
    dryRun,
    ...(options.from === undefined ? {} : { source: options.from }),
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
  });
  if (!got.ok) return refuse(context, got.problems);
  const { source, written, there, done, refused } = got.value;
  if (options.json === true) writeJson(context, got.value);
  else for (const card of written) host.terminal.out.write(`${card.file}  ${shown(card.title)}\n`);
  const counts = [
    `${written.length} ${written.length === 1 ? 'story' : 'stories'} ${dryRun ? 'would be written' : 'written'}`,
    ...(there.length === 0 ? [] : [`${there.length} there already, left as they are`]),
    ...(done.length === 0 ? [] : [`${done.length} done or given up there`]),
    ...(refused.length === 0 ? [] : [`${refused.length} not imported`]),
  ];
  host.terminal.err.write(`${source}: ${counts.join(', ')}\n`);
  if (written.length > 0 && !dryRun)
    host.terminal.err.write(
      '  drafts: say what each may change (files), give it a budget (model) and status: ready; then xpar lint\n',
    );
  return refused.length === 0 ? 0 : refuse(context, refused, 1);
}
