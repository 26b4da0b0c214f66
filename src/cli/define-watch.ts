import { Option, type Command } from 'commander';
import { withBudgets } from './budget-flags.ts';
import { conflictsFlag } from './conflicts-flag.ts';
import { jobsAsked } from './jobs-asked.ts';
import { modeFlag } from './mode-flag.ts';
import type { Run } from './run-verb.ts';
import type { WatchOptions } from './watch.ts';

/** What looks again on every save. */
export function defineWatch(program: Command, run: Run): void {
  const watch = program
    .command('watch')
    .description('on every save: what changed, what is stale by it, what it costs and what is wrong now')
    .option('--build', 'build what is stale; an edit cancels exactly the lanes that it makes stale')
    .addOption(new Option('-j, --jobs <n>', 'with --build: lanes side by side').argParser(jobsAsked))
    .addOption(modeFlag())
    .addOption(conflictsFlag())
    .option('-k, --keep-going', 'with --build: after a failure go on with what does not depend on it')
    .option('--json', 'events as JSON lines on standard output')
    .addOption(new Option('--ui <how>', 'live view or plain lines').choices(['auto', 'live', 'stream']).default('auto'));
  withBudgets(watch).action((options: WatchOptions) =>
    run(async (context) => (await import('./watch.ts')).watchVerb(context, options))(),
  );
}
