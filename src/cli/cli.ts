import { Command, CommanderError } from 'commander';
import type { Host } from '../host/host.ts';
import { refuse, type Context } from './context.ts';
import { defineBuild } from './define-build.ts';
import { defineInbox } from './define-inbox.ts';
import { defineQueries } from './define-queries.ts';
import { defineBeginning, defineCalibrate, defineClean, defineDoctor, defineTrust, defineUpkeep } from './define-upkeep.ts';
import { defineStop } from './define-stop.ts';
import { defineWatch } from './define-watch.ts';
import { defineWord } from './define-word.ts';
import type { Run } from './run-verb.ts';

const EPILOGUE = `
Targets are stories (login), a step of one (login:gate) or of all (:budget-check). Steps: budget-check, worktree,
implement, gate, integrate.

Exit codes: 0 all asked for is up to date; 1 something failed or is wrong; 2 usage, config or schema, nothing was started;
3 a person is needed; 4 a budget is spent, or does not reach; 70 a bug in xpar; 128+signal interrupted, and the next build
goes on.

Environment: XPAR_JOBS (as -j), XPAR_TRUST=1 (a config that is code may run unasked), NO_COLOR, FORCE_COLOR.

  xpar demo            see the whole loop, offline, in under a minute
  xpar plan            what would run, why, and what it would cost
  xpar -j 2 -k         build everything, two lanes side by side, go on past failures
  xpar build --detach  build without this terminal; --attach shows it, xpar stop stops it`;

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
    exit = await troubleTold(verb, {
      host: makeHost(folder),
      makeHost,
      argv,
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

/** A disk, a git or a limit on open files that fails under a verb is the machine's, and said as such; all else thrown is a bug. */
async function troubleTold(verb: (context: Context) => Promise<number>, context: Context): Promise<number> {
  try {
    return await verb(context);
  } catch (error) {
    const { troubleOf } = await import('../pipeline.ts');
    const trouble = await troubleOf(context.host.files, error);
    if (trouble === undefined) throw error;
    return refuse(context, [trouble], 1);
  }
}

function define(program: Command, run: Run, version: string): void {
  program
    .description('make for coding agents: stories and ADRs in, tested and merged code out, every token in the ledger')
    .version(version, '-V, --version')
    .option('-C <folder>', 'work as if started there')
    .exitOverride()
    .showHelpAfterError('  hint: xpar --help')
    .addHelpText('after', EPILOGUE);
  defineBuild(program, run);
  defineStop(program, run);
  defineQueries(program, run);
  defineInbox(program, run);
  defineWatch(program, run);
  defineBeginning(program, run);
  defineWord(program, run);
  defineUpkeep(program, run);
  defineClean(program, run);
  defineCalibrate(program, run);
  defineDoctor(program, run);
  defineTrust(program, run);
}
