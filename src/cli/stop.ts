import type { Holder } from '../host/host.ts';
import { shown } from '../model/shown.ts';
import { stopRunning, survey, type Stopped } from '../pipeline.ts';
import { keptText } from '../report/kept-text.ts';
import { isShowable } from '../report/showable.ts';
import { summaryText } from '../report/summary-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { untilEnough } from './enough.ts';
import { invocation } from './invocation.ts';

export interface StopOptions {
  readonly now?: boolean;
  readonly json?: boolean;
}

/** `xpar stop [--now]`: ends the running build as ctrl-C in its terminal does, and says what is kept. */
export async function stopVerb(context: Context, { now = false, json = false }: StopOptions): Promise<number> {
  const { host } = context;
  const { terminal } = host;
  const enough = untilEnough(host);
  const xpar = invocation(context);
  const begun = (holder: Holder, isStopping: boolean): void => {
    const how = now ? ' at once' : ': nothing more starts, and what runs is asked to end';
    const told = isStopping
      ? `${nameOf(holder)} says that it is stopping already\n  ${xpar} stop --now: ends it at once`
      : `stopping ${nameOf(holder)}${how}`;
    terminal.err.write(`${told}\n`);
  };
  const stopped = await stopRunning(host, {
    now,
    enough: enough.signal,
    begun,
    async decided() {
      const seen = await survey(host, 'build', 'any');
      return seen.ok ? new Map(seen.value.plan.stories.map(({ story, decisions }) => [story.id, decisions])) : undefined;
    },
  });
  enough.stopListening();
  if (!stopped.ok) return refuse(context, stopped.problems);
  const { holder, end, kept } = stopped.value;
  if (end.how === 'left') {
    terminal.err.write(
      `${nameOf(holder)} is still stopping\n  ${xpar} build --attach: shows it\n  ${xpar} stop --now: ends it at once\n`,
    );
    return enough.exit();
  }
  const { pid, command } = holder;
  const exit = end.how === 'ended' ? { exit: end.exit } : {};
  if (json) writeJson(context, { schemaVersion: 1, pid, command, how: howOf(end), ...exit, kept });
  else terminal.out.write(`${stoppedText(context, stopped.value)}\n${keptText(kept, xpar)}\n`);
  return 0;
}

/** With its own last word, where it had one. */
function stoppedText(context: Context, { holder, end, summary }: Stopped): string {
  const isWhole = summary && isShowable({ at: 0, t: 'run-ended', run: '', exit: 0, summary });
  const told = isWhole !== true ? '' : `\n${summaryText(summary, outPaint(context))}`;
  return `${howOf(end)}: ${nameOf(holder)}${told}`;
}

/** It may have come to its end before it heard that it was to stop. */
function howOf(end: Stopped['end']): 'stopped' | 'killed' | 'ended by itself' {
  if (end.how !== 'ended') return 'killed';
  return end.exit >= 128 ? 'stopped' : 'ended by itself';
}

function nameOf({ command, pid }: Holder): string {
  return `${shown(command)} (process ${pid})`;
}
