import { accept, evidenceOf, survey, unaccepted } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { personText } from '../model/word-entry.ts';
import { countText } from '../report/amounts.ts';
import { evidencePage, waitingTable } from '../report/evidence-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface AcceptOptions {
  readonly all?: boolean;
  readonly show?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `xpar accept [story...]`: a person's word that a story is what they meant. Without a name, what waits for one; with `--show`,
 * the evidence on a page each, and nothing is said.
 */
export async function acceptVerb(context: Context, stories: readonly string[], options: AcceptOptions): Promise<number> {
  const { host } = context;
  const seen = await survey(host, 'build', 'any');
  if (!seen.ok) return refuse(context, seen.problems);
  const { project } = seen.value;
  const unknown = stories.filter((story) => !project.landings.has(story));
  if (unknown.length > 0) return sayTheWord(context, project, { stories: unknown });
  const waiting = (await unaccepted(host, project)).map(({ story }) => story);
  const meant = stories.length > 0 ? [...new Set(stories)] : waiting;
  const pages = await evidenceOf(host, seen.value, meant);
  const isWord = options.show !== true && (stories.length > 0 || options.all === true);
  if (options.json === true) writeJson(context, { schemaVersion: 1, acceptance: project.config.acceptance, stories: pages });
  else host.terminal.out.write(`${pageText(pages, isWord || options.show === true)}\n`);
  if (!isWord || meant.length === 0) return 0;
  if (!(await isConfirmed(context, options, meant.length)))
    return refuse(context, [{ reason: 'not-confirmed', what: 'xpar accept --all' }], 3);
  return sayTheWord(context, project, { stories: meant });
}

/** Who names a story has said so; all at once are asked for. */
async function isConfirmed({ host }: Context, { all, yes }: AcceptOptions, count: number): Promise<boolean> {
  return all !== true || yes === true || host.terminal.confirm(`Accept ${countText(count, 'story', 'stories')}?`);
}

function pageText(pages: Awaited<ReturnType<typeof evidenceOf>>, whole: boolean): string {
  if (pages.length === 0) return 'Nothing waits for your word.';
  if (whole) return pages.map(evidencePage).join('\n\n');
  return `${waitingTable(pages)}\n  hint: xpar accept <story> --show has the evidence; xpar accept <story>, xpar reject <story> --why TEXT`;
}

async function sayTheWord(
  context: Context,
  project: Parameters<typeof accept>[1],
  { stories }: { readonly stories: readonly string[] },
): Promise<number> {
  const said = await accept(context.host, project, { stories, command: context.command });
  if (!said.ok) return refuse(context, said.problems);
  context.host.terminal.err.write(`accepted by ${shown(personText(said.value))}: ${stories.map(shown).join(', ')}\n`);
  return 0;
}
