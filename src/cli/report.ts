import path from 'node:path';
import { cutIteration, read, reportFacts, sendReport, shareLedger, survey, type Got } from '../pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { countText } from '../report/amounts.ts';
import { AUTONOMOUS } from '../report/inbox-text.ts';
import { ledgerCsv } from '../report/ledger-csv.ts';
import { ledgerReport } from '../report/ledger-report.ts';
import { ledgerText } from '../report/ledger-text.ts';
import type { LedgerReport } from '../report/ledger-types.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { askedOf, type Asked, type ReportOptions } from './report-options.ts';

/** `xpar report`: the ledger added up, in the form that is asked for. */
export async function reportVerb(context: Context, options: ReportOptions): Promise<number> {
  const asked = askedOf(options, context.host.clock.now());
  if ('reason' in asked) return refuse(context, [asked]);
  const said = await answer(context, asked);
  if (!said.ok) return refuse(context, said.problems);
  if (said.value !== '') context.host.terminal.err.write(`${said.value}\n`);
  return 0;
}

/** Does what is asked, and gives what is to be said of it beside the answer itself. */
async function answer(context: Context, { wanted, since }: Asked): Promise<Got<string>> {
  const { host } = context;
  const { out } = host.terminal;
  if (wanted.form === 'iteration') return cut(context, wanted.name);
  if (wanted.form === 'share') return share(context);
  const seen = await survey(host, 'build', 'any');
  if (!seen.ok) return seen;
  const facts = await reportFacts(host, seen.value, since);
  const report = ledgerReport(facts);
  switch (wanted.form) {
    case 'text':
      if (seen.value.project.config.autonomous) out.write(`${AUTONOMOUS}\n`);
      out.write(ledgerText(report, outPaint(context), ...(out.isTerminal ? [out.size().columns] : [])));
      return quietly();
    case 'json':
      writeJson(context, report);
      return quietly();
    case 'csv':
      out.write(ledgerCsv(report, wanted.section));
      return quietly();
    case 'html':
      return writePage(context, report, wanted.file);
    case 'otlp':
      return sendReport(host, facts, wanted.url);
  }
}

/** A page of ours may be written over, nothing else. */
async function writePage({ host }: Context, report: LedgerReport, name: string): Promise<Got<string>> {
  const { isPageOfOurs, pageHtml } = await import('../report/page/page.ts');
  const html = pageHtml(report);
  if (name === '-') {
    host.terminal.out.write(html);
    return quietly();
  }
  const file = path.resolve(host.machine.cwd, name);
  try {
    const there = await host.files.readText(file);
    if (there !== undefined && there !== '' && !isPageOfOurs(there)) return no({ reason: 'file-exists', file: name });
    await host.files.writeAtomic(file, html);
    return { ok: true, value: `${shown(name)} written: open it in any browser` };
  } catch (error) {
    return no({ reason: 'not-writable', path: name, detail: error instanceof Error ? error.message : String(error) });
  }
}

async function cut({ host, command }: Context, name: string): Promise<Got<string>> {
  const project = await read(host, 'any');
  if (!project.ok) return project;
  const done = await cutIteration(host, project.value, { name, command });
  if (!done.ok) return done;
  return { ok: true, value: `All since the last cut is iteration ${shown(name)}: xpar report shows its velocity` };
}

async function share({ host }: Context): Promise<Got<string>> {
  const project = await read(host, 'any');
  if (!project.ok) return project;
  const done = await shareLedger(host, project.value);
  if (!done.ok) return done;
  const { folder, written, there } = done.value;
  const add = written > 0 ? `: git add ${shown(folder)}, and commit` : '';
  return {
    ok: true,
    value: `${countText(written, 'new file', 'new files')} in ${shown(folder)}, ${there} there already${add}`,
  };
}

function quietly(): Got<string> {
  return { ok: true, value: '' };
}

function no(problem: Problem): Got<never> {
  return { ok: false, problems: [problem] };
}
