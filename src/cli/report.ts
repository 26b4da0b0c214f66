import { survey } from '../pipeline.ts';
import { ledgerReport } from '../report/ledger-report.ts';
import { ledgerText } from '../report/ledger-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

/** `xpar report`: the ledger added up. */
export async function reportVerb(context: Context, options: { json?: boolean }): Promise<number> {
  const seen = await survey(context.host);
  if (!seen.ok) return refuse(context, seen.problems);
  const report = ledgerReport(seen.value.project.store.state);
  if (options.json === true) writeJson(context, report);
  else context.host.terminal.out.write(ledgerText(report, outPaint(context)));
  return 0;
}
