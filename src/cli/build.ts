import { build, intend, isUpToDate, plannedRequest, type BuildRequest, type Got, type Narrowing } from '../pipeline.ts';
import { askAt } from './ask.ts';
import { budgetsIn, type BudgetOptions } from './budget-flags.ts';
import { priceText } from '../report/price-text.ts';
import { conflictsIn, type ConflictsOption } from './conflicts-flag.ts';
import { refuse, type Context } from './context.ts';
import { dryRun } from './dry-run.ts';
import { ending } from './ending.ts';
import { jobsOf } from './jobs.ts';
import { modeIn, type ModeOption } from './mode-flag.ts';
import { narrowingOf } from './narrowing.ts';
import { reopened, reopeningIn } from './reopen.ts';
import { reporterFor } from './reporter-for.ts';
import { sessionsIn, type SessionsOption } from './sessions-flag.ts';
import { orVerb } from './verbs.ts';

export interface BuildOptions extends Narrowing, BudgetOptions, ModeOption, ConflictsOption, SessionsOption {
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  readonly dryRun?: boolean;
  readonly question?: boolean;
  readonly alwaysMake?: boolean;
  readonly reopen?: boolean;
  readonly whatIf?: readonly string[];
  readonly autonomous?: boolean;
  readonly yes?: boolean;
  readonly touch?: boolean;
  readonly plan?: string;
  readonly fail: 'finish' | 'kill';
  readonly why?: boolean;
  readonly json?: boolean;
  readonly model?: string;
  readonly ui: 'auto' | 'live' | 'stream';
}

/** `xpar [build] [target...]` */
export async function buildVerb(context: Context, targets: readonly string[], options: BuildOptions): Promise<number> {
  const lanes = options.jobs === undefined ? jobsOf(context.host.machine.env) : { jobs: options.jobs };
  if ('problem' in lanes) return refuse(context, [lanes.problem]);
  if (options.keepGoing === true && options.fail === 'kill') {
    const expected = '-k or --fail kill: going on and stopping at once exclude each other';
    return refuse(context, [{ reason: 'bad-argument', name: '--fail', found: 'kill', expected }]);
  }
  const planned = await planOf(context, targets, options);
  if (!planned.ok) return refuse(context, planned.problems);
  const request: BuildRequest = { ...requestOf(context, targets, options), ...lanes, ...planned.value };
  if (options.question === true) return question(context, request);
  if (options.touch === true) return (await import('./touch.ts')).touch(context, request, options);
  if (options.dryRun === true) return dryRun(context, request, options);
  const refused = options.alwaysMake === true ? await priceRefused(context, request, options) : undefined;
  return refused ?? runBuild(context, await reopened(context, request, options), options);
}

/** `--plan`: what to build is said in the file, and nowhere else. */
async function planOf(
  { host }: Context,
  targets: readonly string[],
  { plan }: BuildOptions,
): Promise<Got<Partial<BuildRequest>>> {
  if (plan === undefined) return { ok: true, value: {} };
  if (targets.length === 0) return plannedRequest(host, plan);
  const expected = 'no targets beside it: what to build is in the plan';
  return { ok: false, problems: [{ reason: 'bad-argument', name: '--plan', found: targets.join(' '), expected }] };
}

export function requestOf(context: Context, targets: readonly string[], options: BuildOptions): BuildRequest {
  return {
    targets,
    keepGoing: options.keepGoing === true,
    killOnFailure: options.fail === 'kill',
    command: context.command,
    ...narrowingOf(options),
    ...budgetsIn(options),
    ...modeIn(options),
    ...conflictsIn(options),
    ...sessionsIn(options),
    ...(options.alwaysMake === true ? { alwaysMake: true } : {}),
    ...reopeningIn(targets, options),
    ...(options.autonomous === true ? { autonomous: true } : {}),
    ...(options.whatIf === undefined ? {} : { whatIf: options.whatIf }),
    ...(options.model === undefined ? {} : { model: options.model }),
  };
}

/** `-B` pays again for what stands: the price first, then a yes. Gives the exit code where it does not go on. */
async function priceRefused(context: Context, request: BuildRequest, { yes }: BuildOptions): Promise<number | undefined> {
  const { terminal } = context.host;
  const intent = await intend(context.host, request);
  if (!intent.ok) return refuse(context, intent.problems.map(orVerb));
  const { price } = intent.value;
  if (price.toImplement === 0) return undefined;
  terminal.err.write(`${priceText(price)}\n`);
  if (yes === true || (await terminal.confirm('Make all of it again?'))) return undefined;
  return refuse(context, [{ reason: 'not-confirmed', what: '-B' }], 3);
}

/** `-q`: the exit code is the whole answer. */
async function question(context: Context, request: BuildRequest): Promise<number> {
  const intent = await intend(context.host, request);
  if (!intent.ok) return refuse(context, intent.problems.map(orVerb));
  return (await isUpToDate(context.host, intent.value)) ? 0 : 1;
}

async function runBuild(context: Context, request: BuildRequest, options: BuildOptions): Promise<number> {
  const reporter = reporterFor(context.host, options);
  // Who reads JSON is a program.
  const ask = options.json === true ? undefined : askAt(context.host);
  const built = await build(context.host, { ...request, ...(ask && { ask }) }, reporter.take);
  await reporter.close();
  if (!built.ok) return refuse(context, built.problems.map(orVerb));
  if (options.json !== true) context.host.terminal.out.write(`${ending(context, built.value.summary, request)}\n`);
  return built.value.exit;
}
