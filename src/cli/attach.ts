import type { Event } from '../model/event.ts';
import type { Holder } from '../host/host.ts';
import { shown } from '../model/shown.ts';
import { signalExit } from '../model/signal-exit.ts';
import { followRunning } from '../pipeline.ts';
import { isShowable, isTellable } from '../report/showable.ts';
import { refuse, type Context } from './context.ts';
import { ending } from './ending.ts';
import { untilEnough } from './enough.ts';
import { invocation } from './invocation.ts';
import { orVerb } from './verbs.ts';
import { reporterFor, type Following } from './reporter-for.ts';

const BUG = 70;

/** `xpar build --attach`: the running build as its own terminal would show it, and its exit code. */
export async function attachVerb(context: Context, targets: readonly string[], options: Following): Promise<number> {
  const { host } = context;
  if (targets.length > 0) {
    const expected = 'no targets: what runs was asked for when it was started';
    return refuse(context, [{ reason: 'bad-argument', name: '--attach', found: targets.join(' '), expected }]);
  }
  const enough = untilEnough(host);
  const reporter = reporterFor(host, { ...options, bellFrom: host.clock.now() });
  let last: Extract<Event, { t: 'run-ended' }> | undefined;
  const followed = await followRunning(
    host,
    (event) => {
      const isWhole = isShowable(event);
      if (options.json === true || isWhole) reporter.take(event);
      if (event.t === 'run-ended' && isWhole) last = event;
    },
    enough.signal,
  );
  await reporter.close();
  enough.stopListening();
  if (!followed.ok) return refuse(context, followed.problems);
  const { holder, end } = followed.value;
  if (end.how === 'left') return left(context, holder, enough.exit());
  if (end.how === 'killed') {
    const { pid, command } = holder;
    return refuse(context, [{ reason: 'build-killed', pid, command }], signalExit('SIGKILL'));
  }
  const problems = end.problems.filter(isTellable);
  if (problems.length > 0) return refuse(context, problems.map(orVerb), end.exit);
  if (end.exit === BUG)
    host.terminal.err.write(`xpar: ${shown(holder.command)} ended by a bug in xpar; what it printed says which\n`);
  if (last && options.json !== true) host.terminal.out.write(`${ending(context, last.summary, {})}\n`);
  return end.exit;
}

function left(context: Context, { pid, command }: Holder, exit: number): number {
  const xpar = invocation(context);
  context.host.terminal.err.write(
    `no longer attached; ${shown(command)} goes on (process ${pid})\n  ${xpar} build --attach: shows it again\n  ${xpar} stop: stops it\n`,
  );
  return exit;
}
