import { Option, type Command } from 'commander';
import { valuedOptions, withBackground, withoutDetach, type BackgroundOptions } from './background-flags.ts';
import type { BuildOptions } from './build.ts';
import { withBudgets } from './budget-flags.ts';
import { conflictsFlag } from './conflicts-flag.ts';
import { jobsAsked } from './jobs-asked.ts';
import { modeFlag } from './mode-flag.ts';
import { withNarrowing } from './narrowing.ts';
import type { Run } from './run-verb.ts';
import { sessionsFlag } from './sessions-flag.ts';
import { whatIf } from './what-if.ts';

/** What brings targets up to date. */
export function defineBuild(program: Command, run: Run): void {
  withBackground(withBudgets(withNarrowing(program.command('build', { isDefault: true }))))
    .description('bring targets up to date (the default)')
    .argument('[target...]', 'stories or story:step')
    .addOption(new Option('-j, --jobs <n>', 'lanes side by side').argParser(jobsAsked))
    .addOption(modeFlag())
    .addOption(conflictsFlag())
    .addOption(sessionsFlag())
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
    .option('--reopen', 'build integrated stories again whose contracts were edited since; else only those you name')
    .addOption(new Option('-t, --touch', 'take what is stale as done as it stands: asks, runs nothing').conflicts(NOT_WITH_TOUCH))
    .addOption(
      new Option('--plan <file>', 'run exactly what `xpar plan --out` wrote there, or say what changed').conflicts(NOT_WITH_PLAN),
    )
    .option('--autonomous', 'allow what no rule covers without asking you; every screen says so')
    .option('-y, --yes', 'do not ask')
    .option('--why', 'say why each target runs')
    .option('--json', 'events as JSON lines on standard output')
    .option('--model <name>', 'refuse stories budgeted for another model')
    .addOption(new Option('--ui <how>', 'live view or plain lines').choices(['auto', 'live', 'stream']).default('auto'))
    .action((targets: string[], options: BuildOptions & BackgroundOptions, command: Command) =>
      run(async (context) => {
        if (options.attach === true) return (await import('./attach.ts')).attachVerb(context, targets, options);
        if (options.detach === true) {
          const args = withoutDetach(context.argv, valuedOptions(command));
          return (await import('./detach.ts')).detachVerb(context, targets, options, args);
        }
        return (await import('./build.ts')).buildVerb(context, targets, options);
      })(),
    );
}

/** What to build is said in the plan. */
const NOT_WITH_PLAN = ['filter', 'adr', 'since', 'whatIf', 'alwaysMake', 'reopen', 'touch', 'question'];

/** They speak of a run, and there is none. */
const NOT_WITH_TOUCH = ['question', 'dryRun', 'alwaysMake', 'whatIf', 'json', 'why'];
