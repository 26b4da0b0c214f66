import { Option, type Command } from 'commander';
import type { AcceptOptions } from './accept.ts';
import type { LandOptions } from './land-options.ts';
import type { RejectOptions } from './reject.ts';
import type { BaseOptions } from './resolve-base.ts';
import type { ResolveOptions } from './resolve.ts';
import type { Run } from './run-verb.ts';
import { SIDES } from '../model/base-dilemma.ts';
import { CHOICES } from '../model/resolution.ts';

/** A person's word at the end: on what is integrated, and that it lands. */
export function defineWord(program: Command, run: Run): void {
  program
    .command('accept')
    .description('your word that a story is what you meant; without a name, what waits for it')
    .argument('[story...]')
    .option('--show', 'only show the evidence, a page each')
    .option('--all', 'every story that is integrated and not accepted')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'one JSON document')
    .action((stories: string[], options: AcceptOptions) =>
      run(async (context) => (await import('./accept.ts')).acceptVerb(context, stories, options))(),
    );
  program
    .command('reject')
    .description('take a story out of what is integrated, and open it again with the reason')
    .argument('<story>')
    .requiredOption('--why <text>', 'what is to be different: the next attempt is told it')
    .option('--with-dependents', 'also the stories that were built on it')
    .option('--json', 'one JSON document')
    .action((story: string, options: RejectOptions) =>
      run(async (context) => (await import('./reject.ts')).rejectVerb(context, story, options))(),
    );
  program
    .command('resolve')
    .description('your choice about a story, or a base, that conflicts for good; without --take it is shown, and asked for')
    .argument('[story]')
    .option('--base', 'about the base branch, where it conflicts with what is integrated')
    .addOption(
      new Option(
        '--take <choice>',
        'this lane, the other, both again in sequence, or abandon it; of a base: the side of integration or of base',
      ).choices([...CHOICES, ...SIDES]),
    )
    .option('--with-dependents', 'what is taken out goes with the stories that were built on it')
    .option('--json', 'one JSON document')
    .action((story: string | undefined, options: ResolveOptions & BaseOptions) =>
      run(async (context) =>
        story === undefined || options.base === true
          ? (await import('./resolve-base.ts')).resolveBaseVerb(context, { ...options, story })
          : (await import('./resolve.ts')).resolveVerb(context, story, options),
      )(),
    );
  program
    .command('adr')
    .description('your word on a decision')
    .command('confirm')
    .description('the tests that lock it in are right as they stand')
    .argument('<ADR>')
    .action((adr: string) => run(async (context) => (await import('./adr.ts')).confirmVerb(context, adr))());
  program
    .command('land')
    .description('move your branch to what is integrated and accepted')
    .option('-y, --yes', 'do not ask')
    .option('--merge', 'as a merge commit; otherwise fast-forward')
    .option('--pr', 'as a pull request, by gh; your branch stays where it is')
    .option('--each', 'with --pr: one pull request for each story, each on the one before')
    .option('--remote <name>', 'with --pr: where branches are pushed', 'origin')
    .action((options: LandOptions) => run(async (context) => (await import('./land.ts')).landVerb(context, options))());
}
