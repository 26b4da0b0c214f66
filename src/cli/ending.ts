import type { Host } from '../host/host.ts';
import type { RunSummary } from '../model/event.ts';
import type { Narrowing } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { painter } from '../report/paint.ts';
import { summaryText } from '../report/summary-text.ts';
import { invocation } from './invocation.ts';
import { noMatchText } from './narrowing.ts';

/** The last lines of a build: what came of it, and what a person may want next. */
export function ending(
  context: { readonly host: Pick<Host, 'machine' | 'terminal'>; readonly folder?: string },
  summary: RunSummary,
  { among }: { readonly among?: Narrowing },
): string {
  const { integrated, failed, waiting, fresh, targetsRun } = summary;
  const nothing = integrated.length + failed.length + waiting.length + fresh + targetsRun === 0;
  if (among && nothing) return noMatchText(among);
  const xpar = invocation(context);
  const stuck = [...failed, ...waiting][0];
  const next =
    integrated.length > 0 ? `\n  ${xpar} report: estimate against actual\n  ${xpar} land: bring it to your branch` : '';
  const why = stuck === undefined ? '' : `\n  ${xpar} why ${shown(stuck)}: what stands in its way`;
  return `${summaryText(summary, painter(context.host.terminal.out.colour))}${next}${why}`;
}
