import { newCard, openRepository, type Got, type Opened } from '../pipeline.ts';
import { refuse, type Context } from './context.ts';

/** `xpar new story <id>` */
export async function newStoryVerb(context: Context, id: string, options: { title?: string }): Promise<number> {
  const wanted = { id, ...(options.title === undefined ? {} : { title: options.title }) };
  const next = 'Fill it in, give it a budget (budget: { model: ... }) and status: ready; then xpar lint, xpar plan.';
  return written(context, (opened) => newCard(context.host, opened, { story: wanted }), next);
}

/** `xpar new adr <title>` */
export async function newAdrVerb(context: Context, title: string): Promise<number> {
  return written(
    context,
    (opened) => newCard(context.host, opened, { adr: title }),
    'Fill it in and name it under adrs: in the stories that need it; then xpar lint.',
  );
}

async function written(context: Context, make: (opened: Opened) => Promise<Got<string>>, next: string): Promise<number> {
  const opened = await openRepository(context.host);
  if (!opened.ok) return refuse(context, opened.problems);
  const made = await make(opened.value);
  if (!made.ok) return refuse(context, made.problems);
  context.host.terminal.out.write(`${made.value}\n`);
  context.host.terminal.err.write(`${next}\n`);
  return 0;
}
