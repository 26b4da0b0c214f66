import { Option, type Command } from 'commander';
import { withBudgets } from './budget-flags.ts';
import { conflictsFlag, type ConflictsOption } from './conflicts-flag.ts';
import type { ContextOptions } from './context-audit.ts';
import type { LintOptions } from './lint.ts';
import { modeFlag } from './mode-flag.ts';
import { withNarrowing } from './narrowing.ts';
import type { PlanOptions } from './plan.ts';
import type { ReportOptions } from './report-options.ts';
import type { Run } from './run-verb.ts';
import { sessionsFlag } from './sessions-flag.ts';
import { whatIf } from './what-if.ts';
import type { WhyOptions } from './why.ts';

/** What looks, and changes nothing it is not asked to. */
export function defineQueries(program: Command, run: Run): void {
  withBudgets(withNarrowing(program.command('plan').addOption(whatIf())))
    .description('targets, what is stale and why, floors, ceilings, order, price')
    .argument('[target...]')
    .addOption(modeFlag())
    .addOption(conflictsFlag())
    .addOption(sessionsFlag())
    .option('--json', 'one JSON document')
    .option('--out <file>', 'write it there, for xpar build --plan')
    .action((targets: string[], options: PlanOptions) =>
      run(async (context) => (await import('./plan.ts')).planVerb(context, targets, options))(),
    );
  program
    .command('why')
    .description('why a target is stale, fresh or held')
    .argument('<target>')
    .addOption(modeFlag())
    .option('--json', 'one JSON document')
    .action((target: string, options: WhyOptions) =>
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
    .command('locks')
    .description('which lane holds which files, since when, and who would have to wait for it')
    .addOption(conflictsFlag())
    .option('--json', 'one JSON document')
    .action((options: ConflictsOption & { json?: boolean }) =>
      run(async (context) => (await import('./locks.ts')).locksVerb(context, options))(),
    );
  program
    .command('context')
    .description("what is in a session's context that was not on the card, with tokens")
    .argument('<story>')
    .option('--session <n>', "the story's n-th session; its last where none is named")
    .option('--json', 'one JSON document')
    .action((story: string, options: ContextOptions) =>
      run(async (context) => (await import('./context-audit.ts')).contextVerb(context, story, options))(),
    );
  program
    .command('report')
    .description('estimate against actual, calibration, multipliers, smart zone, ADR tax, velocity, flow')
    .option('--json', 'one JSON document')
    .option('--csv [section]', 'one section as CSV: stories, calibration, trend, zone, adrs, velocity, bases or flow')
    .option('--html <file>', 'one page with plots that opens in any browser; - for standard output')
    .option('--otlp <url>', 'send it as OpenTelemetry traces and metrics, such as to http://localhost:4318')
    .option('--since <when>', 'only what ran since a day (2026-11-02) or for so long (14d, 12h)')
    .option('--iteration <name>', 'cut: all since the last cut was this iteration')
    .option('--share', 'write what was learned here into the folder of `report.shared`, to be committed')
    .action((options: ReportOptions) => run(async (context) => (await import('./report.ts')).reportVerb(context, options))());
  program
    .command('lint')
    .description('schemas, references, budgets, contracts')
    .argument('[file...]')
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(['pretty', 'json', 'github']).default('pretty'),
    )
    .option('--staged', 'only the cards that the next commit adds or changes')
    .option('--fix', 'first write measured floors, workings, ceilings and weights into the cards')
    .action((files: string[], options: LintOptions, command: Command) => {
      if (options.staged === true && files.length > 0) command.error("error: option '--staged' cannot be used with file names");
      return run(async (context) => (await import('./lint.ts')).lintVerb(context, files, options))();
    });
}
