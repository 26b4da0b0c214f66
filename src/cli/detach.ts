import type { Problem } from '../model/problem.ts';
import { detachBuild, intend, type Seen } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { requestOf, type BuildOptions } from './build.ts';
import { refuse, writeJson, type Context } from './context.ts';
import { untilEnough } from './enough.ts';
import { invocation } from './invocation.ts';
import { orVerb } from './verbs.ts';

/** `xpar build --detach`: the same build in the background; comes back once it has begun, or with what it was refused for. */
export async function detachVerb(
  context: Context,
  targets: readonly string[],
  options: BuildOptions,
  args: readonly string[],
): Promise<number> {
  const { host } = context;
  const apart = options.json === true;
  // A terminal that is closed meanwhile is what it is there for.
  const enough = untilEnough(host, ['SIGHUP']);
  // `-C` stands in the arguments: it is from where this one was started that it counts.
  const refusals = async (): Promise<readonly Problem[]> => {
    const intent = await intend(host, requestOf(context, targets, options));
    return intent.ok ? [] : intent.problems.map(orVerb);
  };
  const { cwd } = context.makeHost().machine;
  const detached = await detachBuild(host, { args, cwd, apart, refusals }, enough.signal);
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
  const { pid, log, seen } = detached.value;
  if (apart) writeJson(context, { schemaVersion: 1, pid, ...seen, log });
  else terminal.out.write(`${begunText(invocation(context), detached.value)}\n`);
  return 0;
}

function begunText(xpar: string, { pid, seen, log }: { pid: number; seen?: Seen; log: string }): string {
  return [
    `The build goes on without this terminal: ${seen ? `run ${shown(seen.run)}, ` : ''}process ${pid}`,
    seen
      ? `  ${xpar} build --attach: shows it as in a terminal of its own`
      : '  it has begun, and has not said what it does where others can see it',
    `  ${xpar} status: how every story stands`,
    `  ${xpar} stop: stops it in order, and with --now at once`,
    `  what it prints: ${shown(log)}`,
  ].join('\n');
}
