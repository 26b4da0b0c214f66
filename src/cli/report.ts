import { lessonsOf, read } from '../pipeline.ts';
import { ledgerReport } from '../report/ledger-report.ts';
import { ledgerText } from '../report/ledger-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

/** `xpar report`: the ledger added up. */
export async function reportVerb(context: Context, options: { json?: boolean }): Promise<number> {
  const project = await read(context.host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const report = ledgerReport(project.value.store.state, lessonsOf(project.value));
  if (options.json === true) writeJson(context, report);
  else context.host.terminal.out.write(ledgerText(report, outPaint(context)));
  return 0;
}
