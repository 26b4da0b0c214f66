import { detachBuild } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { refuse, writeJson, type Context } from './context.ts';
import { untilEnough } from './enough.ts';
import { invocation } from './invocation.ts';

/** `xpar build --detach`: the same build in the background; comes back once it has begun, or with what it was refused for. */
export async function detachVerb(context: Context, options: { readonly json?: boolean }): Promise<number> {
  const { host, argv } = context;
  const apart = options.json === true;
  // A terminal that is closed meanwhile is what it is there for.
  const enough = untilEnough(host, ['SIGHUP']);
  // `-C` stands in the arguments: it is from where this one was started that it counts.
  const { cwd } = context.makeHost().machine;
  const detached = await detachBuild(host, { args: withoutDetach(argv), cwd, apart }, enough.signal);
  enough.stopListening();
  if (!detached.ok) return refuse(context, detached.problems);
  const { terminal } = host;
  if (detached.value.how === 'over') {
    const { code, detail, said } = detached.value;
    if (said.out !== '') terminal.out.write(said.out);
    if (said.err !== '') terminal[code === 0 && !apart ? 'out' : 'err'].write(said.err);
    if (code !== null) return code;
    return enough.signal.aborted ? enough.exit() : refuse(context, [{ reason: 'build-not-begun', detail }], 1);
  }
  const { pid, run, log, events } = detached.value;
  if (apart) writeJson(context, { schemaVersion: 1, pid, run, log, events });
  else terminal.out.write(`${begunText(invocation(context), { pid, run, log })}\n`);
  return 0;
}

function begunText(xpar: string, { pid, run, log }: { pid: number; run: string; log: string }): string {
  return [
    `The build goes on without this terminal: run ${run}, process ${pid}`,
    `  ${xpar} build --attach: shows it as in a terminal of its own`,
    `  ${xpar} status: how every story stands`,
    `  ${xpar} stop: stops it in order, and with --now at once`,
    `  what it prints: ${shown(log)}`,
  ].join('\n');
}

/** What was typed, but for the one word that this verb has acted on. */
function withoutDetach(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--detach');
  return argv.filter((_, index) => index !== at);
}
