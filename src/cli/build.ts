import type { Host } from '../host/host.ts';
import type { RunSummary } from '../model/event.ts';
import { suggest } from '../model/suggest.ts';
import type { Problem } from '../model/problem.ts';
import { build, intend, type BuildRequest, type Got, type Intent } from '../pipeline.ts';
import { countText, tokensText } from '../report/amounts.ts';
import { jsonReporter } from '../report/json-lines.ts';
import { lineReporter } from '../report/lines.ts';
import { liveReporter, type Reporter } from '../report/live.ts';
import { decisionText } from '../report/reason-text.ts';
import { summaryText } from '../report/summary-text.ts';
import { shown } from '../model/shown.ts';
import { invocation, outPaint, refuse, writeJson, type Context } from './context.ts';
import { jobsOf } from './jobs.ts';
import { VERBS } from './verbs.ts';

export interface BuildOptions {
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  readonly dryRun?: boolean;
  readonly why?: boolean;
  readonly json?: boolean;
  readonly model?: string;
  readonly ui: 'auto' | 'live' | 'stream';
}

/** `xpar [build] [target...]` */
export async function buildVerb(context: Context, targets: readonly string[], options: BuildOptions): Promise<number> {
  const lanes = options.jobs === undefined ? jobsOf(context.host.machine.env) : { jobs: options.jobs };
  if ('problem' in lanes) return refuse(context, [lanes.problem]);
  const request: BuildRequest = {
    targets,
    keepGoing: options.keepGoing === true,
    command: context.command,
    ...lanes,
    ...(options.model === undefined ? {} : { model: options.model }),
  };
  return options.dryRun === true ? dryRun(context, request, options) : runBuild(context, request, options);
}

async function runBuild(context: Context, request: BuildRequest, options: BuildOptions): Promise<number> {
  const reporter = reporterFor(context.host, options);
  const built = await build(context.host, request, reporter.take);
  await reporter.close();
  if (!built.ok) return refuse(context, built.problems.map(orVerb));
  if (options.json !== true) context.host.terminal.out.write(`${ending(context, built.value.summary)}\n`);
  return built.value.exit;
}

function ending(context: Context, summary: RunSummary): string {
  const xpar = invocation(context);
  const stuck = [...summary.failed, ...summary.waiting][0];
  const next =
    summary.integrated.length > 0 ? `\n  ${xpar} report: estimate against actual\n  ${xpar} land: bring it to your branch` : '';
  const why = stuck === undefined ? '' : `\n  ${xpar} why ${shown(stuck)}: what stands in its way`;
  return `${summaryText(summary, outPaint(context))}${next}${why}`;
}

/** The live view where somebody watches; plain lines in pipes, CI and on dumb terminals; JSON when asked. */
export function reporterFor(host: Host, options: Pick<BuildOptions, 'json' | 'ui' | 'why'>): Reporter {
  const { err, out } = host.terminal;
  if (options.json === true) return jsonReporter(out);
  const { env } = host.machine;
  const watched = err.isTerminal && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '' && options.why !== true;
  return options.ui === 'live' || (options.ui === 'auto' && watched)
    ? liveReporter(err, host.clock)
    : lineReporter(err, options.why === true);
}

async function dryRun(context: Context, request: BuildRequest, options: BuildOptions): Promise<number> {
  const intent = await intend(context.host, request);
  if (!intent.ok) return refuse(context, (intent satisfies Got<Intent>).problems.map(orVerb));
  if (options.json === true) writeJson(context, dryRunJson(intent.value));
  else context.host.terminal.out.write(dryRunText(intent.value));
  return 0;
}

function dryRunJson({ jobs, held, survey }: Intent): unknown {
  const rows = new Map(survey.plan.stories.map((row) => [row.story.id, row]));
  return {
    schemaVersion: 1,
    wouldRun: jobs.map((job) => ({
      story: job.story,
      place: job.place,
      targets: job.steps.map((step) => ({ step, ...rows.get(job.story)!.decisions[step] })),
      forecast: rows.get(job.story)!.forecast,
    })),
    held: held.map((story) => ({ story, ...rows.get(story)!.decisions.integrate })),
  };
}

function dryRunText({ jobs, held, survey }: Intent): string {
  const rows = new Map(survey.plan.stories.map((row) => [row.story.id, row]));
  const lines = jobs.flatMap((job) => {
    const { decisions, forecast } = rows.get(job.story)!;
    const price =
      forecast && job.steps.includes('implement')
        ? `  context ${tokensText(forecast.floorTokens + forecast.workingP50Tokens)} expected, ceiling ${tokensText(forecast.ceilingTokens)}`
        : '';
    return [
      `${shown(job.story)}${price}`,
      ...job.steps.map((step) => `  ${job.story}:${step}  ${decisionText(decisions[step])}`),
    ];
  });
  const waiting = held.map((story) => `${shown(story)} is held: ${decisionText(rows.get(story)!.decisions.integrate)}`);
  const targets = jobs.reduce((sum, job) => sum + job.steps.length, 0);
  const total = targets === 0 ? 'Nothing would run' : `${countText(targets, 'target', 'targets')} would run; nothing was started`;
  return `${[...lines, ...waiting, total].join('\n')}\n`;
}

/** `xpar lnit` reads as a target; the person may have meant a verb. */
function orVerb(problem: Problem): Problem {
  if (problem.reason !== 'unknown-target' || problem.suggestion !== undefined) return problem;
  const verb = suggest(problem.name, VERBS);
  return verb === undefined ? problem : { ...problem, suggestion: `xpar ${verb}` };
}
