import { STEPS } from '../model/target.ts';
import { intend, record, type BuildRequest, type Intent } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { countText } from '../report/amounts.ts';
import { refuse, type Context } from './context.ts';
import { orVerb } from './verbs.ts';

/** `-t`: after a yes, records that the stale stories asked for are up to date as they stand. Runs nothing, leaves git alone. */
export async function touch(context: Context, request: BuildRequest, options: { yes?: boolean }): Promise<number> {
  const { host } = context;
  const step = request.targets.find((target) => STEPS.some((one) => target.endsWith(`:${one}`)));
  if (step !== undefined)
    return refuse(context, [{ reason: 'bad-argument', name: '-t', found: step, expected: 'stories, without a step' }]);
  const intent = await intend(host, request);
  if (!intent.ok) return refuse(context, intent.problems.map(orVerb));
  const { project, measured } = intent.value.survey;
  const stale = staleOf(intent.value);
  if (stale.length === 0) {
    host.terminal.out.write('Nothing that was asked for is stale\n');
    return 0;
  }
  const names = stale.map(shown).join(', ');
  const what = countText(stale.length, 'story', 'stories');
  if (options.yes !== true && !(await host.terminal.confirm(`Take ${what} as done as they stand: ${names}?`)))
    return refuse(context, [{ reason: 'not-confirmed', what: '-t' }], 3);
  const at = host.clock.now();
  const kept = await record(
    host,
    project,
    ...stale.map((story) => ({ t: 'touched', at, story, key: measured.get(story)!.key }) as const),
  );
  if (!kept.ok) return refuse(context, kept.problems);
  host.terminal.out.write(
    `${what} taken as done until edited: ${names}\n  what depends on them still waits: it needs them integrated\n`,
  );
  return 0;
}

function staleOf({ asked, survey }: Intent): string[] {
  return survey.plan.stories
    .filter(({ story, decisions }) => asked.includes(story.id) && decisions.integrate.state === 'stale')
    .map(({ story }) => story.id);
}
