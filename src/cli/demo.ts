import path from 'node:path';
import { build, reportFacts, survey } from '../pipeline.ts';
import { ledgerReport } from '../report/ledger-report.ts';
import { storiesText } from '../report/text-stories.ts';
import { summaryText } from '../report/summary-text.ts';
import type { BuildOptions } from './build.ts';
import { outPaint, refuse, type Context } from './context.ts';
import { invocation } from './invocation.ts';
import { reporterFor } from './reporter-for.ts';

const EXAMPLE = ['examples', 'parcel-office'] as const;

/** `xpar demo [folder]`: the real pipeline on a copy of the example, with a scripted agent. 0 whatever it refuses: that is its point. */
export async function demoVerb(context: Context, folder: string, options: Pick<BuildOptions, 'json' | 'ui'>): Promise<number> {
  const { files, terminal, machine } = context.host;
  const target = path.resolve(machine.cwd, folder);
  if (!(await isFree(context, target))) return refuse(context, [{ reason: 'folder-not-empty', folder: target }]);
  const say = (text: string): void => terminal.err.write(`${text}\n`);
  say(`A small real project in ${target}: eight stories, four decisions, its own tests.`);
  say('The agent is a script that plays prepared edits and made-up token counts:');
  say('no model is asked and no key is needed.');
  say('Everything else is real: git, worktrees, gates, merges, budgets, the ledger.\n');
  await files.copyFolder(path.join(machine.installation, ...EXAMPLE), target);
  const host = context.makeHost(target);
  await host.git.init(target, 'main');
  await host.git.commitEverything(target, 'The parcel office, with eight stories to do\n');
  const reporter = reporterFor(host, options);
  const built = await build(host, { targets: [], keepGoing: true, command: 'xpar demo' }, reporter.take);
  await reporter.close();
  if (!built.ok) return refuse(context, built.problems);
  if (options.json === true) return demoExit(built.value.exit);
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const facts = await reportFacts(host, seen.value);
  const paint = outPaint(context);
  const width = terminal.out.isTerminal ? terminal.out.size().columns : 120;
  terminal.out.write(`\n${paint.bold('Estimate and actual')}\n${storiesText(ledgerReport(facts), width)}\n\n`);
  terminal.out.write(
    `${summaryText(built.value.summary, paint)}\n\n${lookFurther(context, path.relative(machine.cwd, target) || '.')}`,
  );
  return demoExit(built.value.exit);
}

/** Over the zone (3) is one of the things it shows; an interrupt or a failure is not. */
function demoExit(exit: number): number {
  return exit === 3 ? 0 : exit;
}

async function isFree({ host }: Context, folder: string): Promise<boolean> {
  if (!(await host.files.exists(folder))) return true;
  return host.files.isEmptyFolder(folder);
}

function lookFurther(context: Context, folder: string): string {
  const xpar = invocation(context, folder);
  return `Look further:
  ${xpar} why post-abroad    why one story was refused, and what to cut
  ${xpar} build              a second time: nothing runs
  ${xpar} status             every story, those that need somebody first
  ${xpar} report             what it cost, whether estimates hold, velocity; --html report.html
  ${xpar} land               bring it to main, after your word
  git -C ${folder} log --graph --oneline xpar/integration
Then edit a card in ${folder}/stories/ and run ${xpar} plan.
`;
}
