import { Option, type Command } from 'commander';
import type { BudgetOptions } from './budget.ts';
import type { BuildOptions } from './build.ts';
import type { ZoneOptions } from './calibrate-zone.ts';
import type { BaseOptions } from './calibrate.ts';
import type { ImportOptions } from './import.ts';
import type { Run } from './run-verb.ts';

/** What a project is begun with. */
export function defineBeginning(program: Command, run: Run): void {
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
    .command('import')
    .description('tasks of another tool as draft stories; overwrites nothing')
    .argument('<file>', 'prd.json, Taskmaster, issues of GitHub as JSON, tasks.md of spec-kit, or a folder of Backlog.md')
    .option('--from <tool>', 'prd, taskmaster, github, spec-kit or backlog; whichever knows the file where none is named')
    .option('--prefix <word>', 'before every id')
    .option('-n, --dry-run', 'say what would be written')
    .option('--json', 'one JSON document')
    .action((file: string, options: ImportOptions) =>
      run(async (context) => (await import('./import.ts')).importVerb(context, file, options))(),
    );
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

/** A person's word on what may run. */
export function defineTrust(program: Command, run: Run): void {
  program
    .command('trust')
    .description("your word that this checkout's config, where it is code, may run as it stands")
    .action(() => run(async (context) => (await import('./trust.ts')).trustVerb(context))());
}

/** What is done now and then. */
export function defineUpkeep(program: Command, run: Run): void {
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
    .command('retry')
    .description('give a story whose attempts are used up new ones')
    .argument('<story>')
    .action((story: string) => run(async (context) => (await import('./retry.ts')).retryVerb(context, story))());
}

/** What earlier runs left behind. */
export function defineClean(program: Command, run: Run): void {
  program
    .command('clean')
    .description('show what earlier runs left that nobody needs: lanes, branches, logs, caches, backups; removes it after a yes')
    .option('-y, --yes', 'do not ask')
    .option('--force', 'also what landed nowhere; its work is kept under refs/xpar/backup/ first')
    .option('--json', 'one JSON document; removes nothing without --yes')
    .action((options: { yes?: boolean; force?: boolean; json?: boolean }) =>
      run(async (context) => (await import('./clean.ts')).cleanVerb(context, options))(),
    );
}

/** What forecasts rest on. */
export function defineCalibrate(program: Command, run: Run): void {
  const calibrate = program
    .command('calibrate')
    .description("measure what forecasts rest on: an agent's base, a model's smart zone");
  defineZone(calibrate, run);
  calibrate
    .command('base')
    .description('the context each agent has before a card is read; a null prompt is asked about first')
    .option('--agent <name>', 'this agent of the config only')
    .option('--model <name>', 'on this model only')
    .option('--null-prompt', 'also where the agent tells its own context')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'one JSON document')
    .action((options: BaseOptions) =>
      run(async (context) => (await import('./calibrate.ts')).calibrateBaseVerb(context, options))(),
    );
}

function defineZone(calibrate: Command, run: Run): void {
  calibrate
    .command('smart-zone')
    .description('look in the ledger for a context beyond which a model slips more often; proposes, changes nothing')
    .option('--model <name>', 'this model only')
    .option('--json', 'one JSON document')
    .action((options: ZoneOptions) =>
      run(async (context) => (await import('./calibrate-zone.ts')).calibrateZoneVerb(context, options))(),
    );
}

/** What looks after xpar's own state. */
export function defineDoctor(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('what stands in the way of builds, and what earlier ones left')
    .option('--repair', 'write a damaged or lost journal anew, from its sound lines, sessions and git; keeps the damaged one')
    .option('--json', 'one JSON document')
    .action((options: { repair?: boolean; json?: boolean }) =>
      run(async (context) => (await import('./doctor.ts')).doctorVerb(context, options))(),
    );
}
