import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Forecast, TokenSplit } from '../../../src/model/budget.ts';
import type { Job } from '../../../src/model/job.ts';
import { STEPS, type Step } from '../../../src/model/target.ts';
import { newSchedule, started, succeeded, type Schedule } from '../../../src/run/schedule.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { BurnWatch } from '../../../src/targets/run/burn-watch.ts';
import { flightOf, integratedIn } from '../../../src/targets/run/flight.ts';
import type { Intent } from '../../../src/targets/choose/intent.ts';
import { newsOf } from '../../../src/targets/run/run-jobs.ts';
import { manualClock } from '../../rig/manual-clock.ts';
import { jobOf, limitsOf } from '../../run/jobs.ts';
import { carded, intentOf, type Desk } from '../survey-of.ts';

const LIMIT = 1000;
const TAKES = 400;
const DESK: Desk = {
  stories: [carded('add', 'adds'), carded('sum', 'sums')],
  project: { config: { ...completeConfig({}), budget: { ...completeConfig({}).budget, run: { tokens: LIMIT } } } },
};

/** Each story's session is expected to take `TAKES` tokens. */
async function intended(desk: Desk = DESK): Promise<Intent> {
  const intent = await intentOf(desk);
  const split: TokenSplit = { input: TAKES, cacheRead: 0, cacheWrite: 0, output: 0 };
  const forecast = { burn: { p50: split, p80: split } } as Forecast;
  const measured = new Map([...intent.survey.measured].map(([id, one]) => [id, { ...one, forecast }]));
  return { ...intent, survey: { ...intent.survey, measured } };
}

function watching(intent: Intent): { readonly build: Build; readonly burn: BurnWatch } {
  const build = {
    host: { clock: manualClock() },
    project: intent.survey.project,
    run: 'r',
    tell: () => undefined,
    interrupted: new AbortController().signal,
  } as unknown as Build;
  return { build, burn: new BurnWatch(build, () => intent.survey.measured) };
}

/** Of the run's tokens, the one budget there is. */
function leftIn(burn: BurnWatch): number | undefined {
  return [...burn.left().values()][0];
}

/** What a job of these steps draws on budgets. */
async function drawn(...steps: readonly Step[]): Promise<Job['draws']> {
  const intent = await intended();
  const [job] = watching(intent).burn.drawing([jobOf('add', { steps })], intent.survey.measured);
  return job!.draws;
}

test('a job that may come to a session after a red gate draws on budgets as one that begins with it', async () => {
  const whole = await drawn(...STEPS);
  expect(whole).toMatchObject([{ amount: TAKES }]);
  expect(await drawn('gate', 'integrate')).toEqual(whole);
  expect(await drawn('integrate')).toEqual(whole);
  expect(await drawn('budget-check', 'worktree')).toBeUndefined();
});

test('the session after a red gate reserves, and is charged while it spends', async () => {
  const intent = await intended();
  const { burn } = watching(intent);
  const steps: readonly Step[] = ['gate', 'integrate'];
  burn.drawing([jobOf('add', { steps })], intent.survey.measured);
  burn.reserve('add', STEPS.slice(1));
  expect(leftIn(burn)).toBe(LIMIT - TAKES);
  burn
    .open({ story: carded('add', 'adds') } as Parameters<BurnWatch['open']>[0], () => undefined)
    .take({
      input: 900,
      cacheRead: 0,
      cacheWrite: 0,
      output: 0,
    });
  expect(leftIn(burn)).toBe(LIMIT - 900);
});

test("a session is reserved for each of a story's subtasks, and each is charged apart", async () => {
  const subtasks = ['one', 'two'].map((id) => ({ id, title: id, files: [`src/${id}`], dependsOn: [] }));
  const add = carded('add', 'adds', { subtasks });
  const intent = await intended({ ...DESK, stories: [add] });
  const { burn } = watching(intent);
  const [job] = burn.drawing([jobOf('add', { steps: STEPS })], intent.survey.measured);
  expect(job!.draws).toMatchObject([{ amount: 2 * TAKES }]);
  burn.reserve('add', STEPS.slice(1));
  expect(leftIn(burn)).toBe(LIMIT - 2 * TAKES);
  const open = (id: string) => burn.open({ story: { ...add, id } } as Parameters<BurnWatch['open']>[0], () => undefined);
  const [one, two] = [open('add--one'), open('add--two')];
  const spend = { input: 500, cacheRead: 0, cacheWrite: 0, output: 0 };
  one.take(spend);
  expect(leftIn(burn)).toBe(LIMIT - 500 - TAKES);
  one.end({ spend: { ...spend, input: 300 }, spendSource: 'agent-total' });
  two.end({ spend: { ...spend, input: 100 }, spendSource: 'agent-total' });
  burn.release('add');
  expect(leftIn(burn)).toBe(LIMIT - 300 - 100);
});

test('a worktree that no session follows reserves nothing', async () => {
  const intent = await intended();
  const { burn } = watching(intent);
  burn.drawing([jobOf('add', { steps: ['worktree', 'gate', 'integrate'] })], intent.survey.measured);
  burn.reserve('add', ['worktree', 'gate', 'integrate']);
  expect(leftIn(burn)).toBe(LIMIT);
});

/** `add` has its worktree and `sum` is in its session when the desk becomes another: what is left then. */
async function edited(desk: Desk): Promise<number | undefined> {
  const intent = await intended();
  const { build, burn } = watching(intent);
  const flight = flightOf(build, intent);
  const jobs = burn.drawing(intent.jobs, intent.survey.measured);
  let now: Schedule = newSchedule(jobs, integratedIn(intent), limitsOf());
  for (const story of ['add', 'sum'])
    for (const step of ['budget-check', 'worktree'] as const) {
      now = started(now, { story, step });
      if (step === 'worktree') burn.reserve(story, STEPS.slice(1));
      await flight.run({ story, step }, async () => ({ end: 'done' }));
      now = succeeded(now, story);
    }
  now = started(now, { story: 'sum', step: 'implement' });
  void flight.run({ story: 'sum', step: 'implement' }, () => new Promise(() => undefined));
  expect(leftIn(burn)).toBe(LIMIT - 2 * TAKES);
  const next = await intended({ ...desk, project: { ...DESK.project, store: intent.survey.project.store } });
  const edits = { next: async () => 1, take: () => undefined, isPending: () => false };
  const news = await newsOf({ ...edits, decide: async () => ({ ok: true, value: next }) }, flight, burn);
  news(now);
  return leftIn(burn);
}

test('a lane at rest before its session keeps what is set aside, unless an edit has it begin again or takes it away', async () => {
  const [add, sum] = [carded('add', 'adds well'), DESK.stories[1]!];
  expect(await edited(DESK)).toBe(LIMIT - 2 * TAKES);
  expect(await edited({ ...DESK, stories: [add, sum] })).toBe(LIMIT - TAKES);
  expect(await edited({ ...DESK, stories: [sum] })).toBe(LIMIT - TAKES);
});
