import { auditContext, read } from '../pipeline.ts';
import { contextText } from '../report/context-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

export interface ContextOptions {
  readonly session?: string;
  readonly json?: boolean;
}

/** `xpar context <story>`: what is in its session's context that was not on the card, with tokens. */
export async function contextVerb(context: Context, story: string, options: ContextOptions): Promise<number> {
  const session = options.session === undefined ? undefined : Number(options.session);
  if (session !== undefined && !(Number.isSafeInteger(session) && session > 0)) {
    const expected = 'the number of a session, from 1';
    return refuse(context, [{ reason: 'bad-argument', name: '--session', found: options.session!, expected }]);
  }
  const project = await read(context.host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const asked = { story, ...(session === undefined ? {} : { session }) };
  const audited = await auditContext(context.host, project.value, asked);
  if (!audited.ok) return refuse(context, audited.problems);
  if (options.json === true) writeJson(context, { schemaVersion: 1, ...audited.value });
  else context.host.terminal.out.write(contextText(audited.value, outPaint(context)));
  return 0;
}
