import { reject, survey } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface RejectOptions {
  readonly why?: string;
  readonly withDependents?: boolean;
  readonly json?: boolean;
}

/** A failure's words go into a prompt: beyond this they would crowd out the card. */
const MOST_CHARACTERS = 4000;

/** Found out by trying: not a mistake of the command's. */
const STOPS: ReadonlySet<string> = new Set(['reject-red', 'reject-conflict', 'git-tampered']);

/** `xpar reject <story> --why TEXT`: takes its landing out of the integration branch, and opens it again with the reason. */
export async function rejectVerb(context: Context, story: string, options: RejectOptions): Promise<number> {
  const { host } = context;
  const why = (options.why ?? '').trim();
  if (why === '' || why.length > MOST_CHARACTERS) {
    const found = why === '' ? '' : `${why.length} characters`;
    const expected = `what is to be different, in at most ${MOST_CHARACTERS} characters: the next attempt is told it`;
    return refuse(context, [{ reason: 'bad-argument', name: '--why', found, expected }]);
  }
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const { project, measured } = seen.value;
  const word = { story, why, withDependents: options.withDependents === true, command: context.command };
  const done = await reject(host, project, measured, word);
  if (!done.ok) {
    const isPerson = done.problems.some(({ reason }) => reason === 'reject-dependents');
    const isStopped = done.problems.some(({ reason }) => STOPS.has(reason));
    return refuse(context, done.problems, isPerson ? 3 : isStopped ? 1 : 2);
  }
  const { stories, tip } = done.value;
  if (options.json === true) writeJson(context, { schemaVersion: 1, rejected: stories, tip });
  else {
    const names = stories.map(shown).join(', ');
    host.terminal.out.write(
      `${shown(project.config.integration)} is at ${tip.slice(0, 10)}, without ${names}; open again: xpar build ${shown(story)}\n`,
    );
  }
  return 0;
}
