import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Host } from '../host/host.ts';
import type { BudgetOptions } from './budget.ts';
import type { BuildOptions } from './build.ts';
import type { Context } from './context.ts';
import { JOBS_EXPECTED, jobsIn } from './jobs.ts';
import type { LintOptions } from './lint.ts';
import { withNarrowing } from './narrowing.ts';
import type { PlanOptions } from './plan.ts';

const EPILOGUE = `
Targets are stories (login), a step of one (login:gate) or of all (:budget-check). Steps: budget-check, worktree,
implement, gate, integrate.

Exit codes: 0 all asked for is up to date; 1 something failed or is wrong; 2 usage, config or schema, nothing was started;
3 a person is needed; 70 a bug in xpar; 128+signal interrupted, and the next build goes on.

Environment: XPAR_JOBS (as -j), NO_COLOR, FORCE_COLOR.

  xpar demo            see the whole loop, offline, in under a minute
  xpar plan            what would run, why, and what it would cost
  xpar -j 2 -k         build everything, two lanes side by side, go on past failures`;

export interface World {
  /** Of this xpar. */
  readonly version: string;
  /** The whole outside world, which takes a while to load: help and refusals do without. */
  load(): Promise<(cwd?: string) => Host>;
}

/** Reads the command line, runs one verb, gives the exit code. Verbs are loaded when they are asked for. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  let exit = 0;
  const program = new Command('xpar');
  const run = (verb: (context: Context) => Promise<number>) => async (): Promise<void> => {
    const { C: folder } = program.opts<{ C?: string }>();
    const makeHost = await world.load();
    exit = await verb({
      host: makeHost(folder),
      makeHost,
      command: ['xpar', ...argv].join(' '),
      ...(folder === undefined ? {} : { folder }),
    });
  };
  define(program, run, world.version);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

type Run = (verb: (context: Context) => Promise<number>) => () => Promise<void>;

function define(program: Command, run: Run, version: string): void {
  program
    .description('make for coding agents: stories and ADRs in, tested and merged code out, every token in the ledger')
    .version(version, '-V, --version')
    .option('-C <folder>', 'work as if started there')
    .exitOverride()
    .showHelpAfterError('  hint: xpar --help')
    .addHelpText('after', EPILOGUE);
  defineBuild(program, run);
  defineQueries(program, run);
  defineBeginning(program, run);
  defineUpkeep(program, run);
}

function defineBuild(program: Command, run: Run): void {
  withNarrowing(program.command('build', { isDefault: true }))
    .description('bring targets up to date (the default)')
    .argument('[target...]', 'stories or story:step')
    .addOption(new Option('-j, --jobs <n>', 'lanes side by side').argParser(jobsAsked))
    .option('-k, --keep-going', 'after a failure go on with what does not depend on it')
    .addOption(
      new Option('--fail <how>', 'at a failure let lanes under way finish, or stop them')
        .choices(['finish', 'kill'])
        .default('finish'),
    )
    .option('-n, --dry-run', 'say what would run, and start nothing')
    .addOption(
      new Option('-q, --question', 'print nothing: exit 0 when all is up to date, 1 when not').conflicts([
        'dryRun',
        'json',
        'why',
      ]),
    )
    .addOption(whatIf())
    .option('-B, --always-make', 'make all that is asked again: says the price, and asks')
    .addOption(new Option('-t, --touch', 'take what is stale as done as it stands: asks, runs nothing').conflicts(NOT_WITH_TOUCH))
    .option('-y, --yes', 'do not ask')
    .option('--why', 'say why each target runs')
    .option('--json', 'events as JSON lines on standard output')
    .option('--model <name>', 'refuse stories budgeted for another model')
    .addOption(new Option('--ui <how>', 'live view or plain lines').choices(['auto', 'live', 'stream']).default('auto'))
    .action((targets: string[], options: BuildOptions) =>
      run(async (context) => (await import('./build.ts')).buildVerb(context, targets, options))(),
    );
}

function defineQueries(program: Command, run: Run): void {
  withNarrowing(program.command('plan').addOption(whatIf()))
    .description('targets, what is stale and why, floors, ceilings, order, price')
    .argument('[target...]')
    .option('--json', 'one JSON document')
    .action((targets: string[], options: PlanOptions) =>
      run(async (context) => (await import('./plan.ts')).planVerb(context, targets, options))(),
    );
  program
    .command('why')
    .description('why a target is stale, fresh or held')
    .argument('<target>')
    .option('--json', 'one JSON document')
    .action((target: string, options: { json?: boolean }) =>
      run(async (context) => (await import('./why.ts')).whyVerb(context, target, options))(),
    );
  program
    .command('status')
    .description('every story: how it stands, context against ceiling, burn, what it waits for')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) =>
      run(async (context) => (await import('./status.ts')).statusVerb(context, options))(),
    );
  program
    .command('report')
    .description('estimate against actual, multipliers, velocity')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) =>
      run(async (context) => (await import('./report.ts')).reportVerb(context, options))(),
    );
  program
    .command('lint')
    .description('schemas, references, budgets, contracts')
    .argument('[file...]')
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(['pretty', 'json', 'github']).default('pretty'),
    )
    .option('--fix', 'first write measured floors, workings, ceilings and weights into the cards')
    .action((files: string[], options: LintOptions) =>
      run(async (context) => (await import('./lint.ts')).lintVerb(context, files, options))(),
    );
}

function defineBeginning(program: Command, run: Run): void {
  program
    .command('init')
    .description('set a git repository up for xpar; overwrites nothing')
    .option('-y, --yes', 'do not ask')
    .action((options: { yes?: boolean }) => run(async (context) => (await import('./init.ts')).initVerb(context, options))());
  const fresh = program.command('new').description('a new card that reads without a complaint');
  fresh
    .command('story')
    .argument('<id>', 'also its file name and branch')
    .option('--title <text>')
    .action((id: string, options: { title?: string }) =>
      run(async (context) => (await import('./new.ts')).newStoryVerb(context, id, options))(),
    );
  fresh
    .command('adr')
    .argument('<title...>')
    .action((title: string[]) => run(async (context) => (await import('./new.ts')).newAdrVerb(context, title.join(' ')))());
  program
    .command('demo')
    .description('the whole loop on a small real project, offline, with a scripted agent')
    .argument('[folder]', 'where to put it', './xpar-demo')
    .option('--json', 'events as JSON lines on standard output')
    .addOption(new Option('--ui <how>', 'live view or plain lines').choices(['auto', 'live', 'stream']).default('auto'))
    .action((folder: string, options: Pick<BuildOptions, 'json' | 'ui'>) =>
      run(async (context) => (await import('./demo.ts')).demoVerb(context, folder, options))(),
    );
}

function defineUpkeep(program: Command, run: Run): void {
  program
    .command('budget')
    .description('floors, workings, ceilings and weights: declared beside measured, in tokens of the reference tokenizer')
    .argument('[story...]', 'with the ADRs it pays for; every card where none is named')
    .option('--write', 'put the measured figures into the cards')
    .option('--model <name>', 'for ready stories that have no budget')
    .option('--json', 'one JSON document')
    .action((stories: string[], options: BudgetOptions) =>
      run(async (context) => (await import('./budget.ts')).budgetVerb(context, stories, options))(),
    );
  program
    .command('land')
    .description('move your branch to what is integrated (fast-forward only)')
    .option('-y, --yes', 'do not ask')
    .action((options: { yes?: boolean }) => run(async (context) => (await import('./land.ts')).landVerb(context, options))());
  program
    .command('retry')
    .description('give a story whose attempts are used up new ones')
    .argument('<story>')
    .action((story: string) => run(async (context) => (await import('./retry.ts')).retryVerb(context, story))());
}

function jobsAsked(value: string): number {
  const jobs = jobsIn(value);
  if (jobs === undefined) throw new InvalidArgumentError(`expected ${JOBS_EXPECTED}.`);
  return jobs;
}

/** They speak of a run, and there is none. */
const NOT_WITH_TOUCH = ['question', 'dryRun', 'alwaysMake', 'whatIf', 'json', 'why'];

function whatIf(): Option {
  const option = new Option('-W, --what-if <file>', 'pretend that a card, an ADR or a context file changed; more than once');
  return option
    .argParser((file: string, before: readonly string[] | undefined) => [...(before ?? []), file])
    .conflicts('alwaysMake');
}
