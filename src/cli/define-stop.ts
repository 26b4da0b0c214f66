import type { Command } from 'commander';
import type { Run } from './run-verb.ts';
import type { StopOptions } from './stop.ts';

/** What ends a build from outside. */
export function defineStop(program: Command, run: Run): void {
  program
    .command('stop')
    .description('stop the running build in order, as ctrl-C in its terminal does, and say what is kept')
    .option('--now', 'end everything it started at once, as ctrl-C twice does')
    .option('--json', 'one JSON document')
    .action((options: StopOptions) => run(async (context) => (await import('./stop.ts')).stopVerb(context, options))());
}
