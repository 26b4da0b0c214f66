import { burnPlan, intend, reopeningOf, type BuildRequest, type Intent } from '../pipeline.ts';
import { countText, tokensText, usdText } from '../report/amounts.ts';
import { burnPlanLines } from '../report/burn-plan-text.ts';
import { priceText } from '../report/price-text.ts';
import { decisionText } from '../report/reason-text.ts';
import { shown } from '../model/shown.ts';
import { noMatchText } from './narrowing.ts';
import { refuse, writeJson, type Context } from './context.ts';
import { reopeningLines } from './reopen.ts';
import { tellMode } from './tell-mode.ts';
import { orVerb } from './verbs.ts';

/** `-n`: what a build would run, why and for how much; nothing is started. */
export async function dryRun(context: Context, request: BuildRequest, options: { json?: boolean }): Promise<number> {
  const intent = await intend(context.host, request);
  if (!intent.ok) return refuse(context, intent.problems.map(orVerb));
  tellMode(context, intent.value);
  if (options.json === true) writeJson(context, dryRunJson(intent.value));
  else if (request.among && intent.value.asked.length === 0) context.host.terminal.out.write(`${noMatchText(request.among)}\n`);
  else context.host.terminal.out.write(dryRunText(intent.value, reopeningLines(context, intent.value)));
  return 0;
}

function dryRunJson(intent: Intent): unknown {
  const { jobs, held, price, survey } = intent;
  const rows = new Map(survey.plan.stories.map((row) => [row.story.id, row]));
  const reopening = reopeningOf(intent);
  return {
    schemaVersion: 1,
    wouldRun: jobs.map((job) => ({
      story: job.story,
      place: job.place,
      targets: job.steps.map((step) => ({ step, ...rows.get(job.story)!.decisions[step] })),
      forecast: rows.get(job.story)!.forecast,
    })),
    price,
    burn: burnPlan(intent),
    ...(reopening === undefined ? {} : { reopening }),
    held: held.map((story) => ({ story, ...rows.get(story)!.decisions.integrate })),
  };
}

function dryRunText(intent: Intent, reopening: readonly string[]): string {
  const { jobs, held, price, survey } = intent;
  const rows = new Map(survey.plan.stories.map((row) => [row.story.id, row]));
  const lines = jobs.flatMap((job) => {
    const { decisions, forecast } = rows.get(job.story)!;
    const usd = forecast?.usd === undefined ? '' : `, about ${usdText(forecast.usd)}`;
    const expected =
      forecast && job.steps.includes('implement')
        ? `  context ${tokensText(forecast.floorTokens + forecast.workingP50Tokens)} expected, ceiling ${tokensText(forecast.ceilingTokens)}${usd}`
        : '';
    return [
      `${shown(job.story)}${expected}`,
      ...job.steps.map((step) => `  ${job.story}:${step}  ${decisionText(decisions[step])}`),
    ];
  });
  const waiting = held.map((story) => `${shown(story)} is held: ${decisionText(rows.get(story)!.decisions.integrate)}`);
  const targets = jobs.reduce((sum, job) => sum + job.steps.length, 0);
  const total = targets === 0 ? 'Nothing would run' : `${countText(targets, 'target', 'targets')} would run; nothing was started`;
  const cost = price.toImplement === 0 ? [] : [priceText(price)];
  return `${[...lines, ...waiting, ...reopening, ...cost, ...burnPlanLines(burnPlan(intent)), total].join('\n')}\n`;
}
