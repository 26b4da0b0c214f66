import type { Event } from '../model/event.ts';
import { watch } from '../pipeline.ts';
import { lineReporter } from '../report/lines.ts';
import type { Reporter } from '../report/live.ts';
import { summaryText } from '../report/summary-text.ts';
import { budgetsIn, type BudgetOptions } from './budget-flags.ts';
import type { BuildOptions } from './build.ts';
import { conflictsIn } from './conflicts-flag.ts';
import { outPaint, refuse, type Context } from './context.ts';
import { jobsOf } from './jobs.ts';
import { modeIn } from './mode-flag.ts';
import { reporterFor } from './reporter-for.ts';

export interface WatchOptions
  extends BudgetOptions, Pick<BuildOptions, 'jobs' | 'mode' | 'conflicts' | 'keepGoing' | 'json' | 'ui'> {
  readonly build?: boolean;
}

/** `xpar watch [--build]`: ends with 0 on ctrl-C, or as a build that was interrupted. */
export async function watchVerb(context: Context, options: WatchOptions): Promise<number> {
  const { command } = context;
  // It asks nobody: what is wrong with an edit is told.
  const host = { ...context.host, terminal: { ...context.host.terminal, canAsk: false } };
  const useless = useOf(options);
  if (useless !== undefined) {
    const expected = 'used with --build: without it nothing is started';
    return refuse(context, [{ reason: 'bad-argument', name: useless, found: 'watch', expected }]);
  }
  const lanes = options.jobs === undefined && options.build === true ? jobsOf(host.machine.env) : { jobs: options.jobs };
  if ('problem' in lanes) return refuse(context, [lanes.problem]);
  const { jobs } = lanes;
  const request = {
    targets: [],
    keepGoing: options.keepGoing === true,
    command,
    // A card may be edited between two turns: each story keeps a session of its own.
    sessions: 'own' as const,
    ...(jobs === undefined ? {} : { jobs }),
    ...budgetsIn(options),
    ...modeIn(options),
    ...conflictsIn(options),
  };
  const { take, close } = watchReporter(context, options);
  const ended = await watch(host, request, { build: options.build === true, listen: take });
  await close();
  return ended.ok ? ended.value : refuse(context, ended.problems);
}

/** The first option that says how to build, where nothing is built. */
function useOf({ build, ...how }: WatchOptions): string | undefined {
  if (build === true) return undefined;
  const useless = (Object.keys(USELESS) as (keyof typeof USELESS)[]).find((name) => how[name] !== undefined);
  return useless && USELESS[useless];
}

const USELESS = {
  jobs: '-j',
  mode: '--mode',
  conflicts: '--conflicts',
  keepGoing: '-k',
  budget: '--budget',
  usd: '--usd',
  storyBudget: '--story-budget',
  onExceed: '--on-exceed',
} as const satisfies Partial<Record<keyof WatchOptions, string>>;

/**
 * Lines; and while a run is under way, where somebody watches, its live view, with what is told meanwhile under it at its
 * end. Each run ends with its summary.
 */
function watchReporter(context: Context, options: WatchOptions): Reporter {
  const { host } = context;
  if (options.json === true) return reporterFor(host, options);
  const lines = lineReporter(host.terminal.err, false);
  let run: Reporter | undefined;
  let after: Promise<void> = Promise.resolve();
  let held: Event[] = [];
  function take(event: Event): void {
    if (event.t === 'run-started') run = reporterFor(host, options);
    if (run === undefined) return void (after = after.then(() => lines.take(event)));
    run.take(event);
    if (event.t === 'edited' || event.t === 'sunk' || event.t === 'problem') held.push(event);
    if (event.t === 'run-ended') endRun(run, event);
  }
  function endRun(ended: Reporter, { summary }: Extract<Event, { t: 'run-ended' }>): void {
    const isLive = ended.isLive === true;
    const told = isLive ? held : [];
    [run, held] = [undefined, []];
    after = after.then(async () => {
      await ended.close();
      for (const event of told) lines.take(event);
      host.terminal.out.write(`${summaryText(summary, outPaint(context))}\n`);
    });
  }
  return {
    take,
    async close() {
      await run?.close();
      await after;
    },
  };
}
