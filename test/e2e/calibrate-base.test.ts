import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Forecast } from '../../src/model/budget.ts';
import type { MeasuredBase } from '../../src/model/record.ts';
import { GOOD } from '../rig/abacus.ts';
import type { Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Plan {
  readonly stories: readonly { readonly id: string; readonly forecast?: Forecast }[];
}

const answers =
  (context: number): Play =>
  async (session) =>
    session.act({ do: 'tell', event: { type: 'usage', id: 'm1', input: context, output: 4, context } });

const forecastOf = async (story: string): Promise<Forecast> =>
  (await workshop.xpar('plan', '--json')).json<Plan>().stories.find(({ id }) => id === story)!.forecast!;

test('a null prompt is asked about first; without a yes nothing is sent', async () => {
  const refused = await workshop.xpar('calibrate', 'base');
  expect(refused).toMatchObject({ code: 3, refusals: ['not-confirmed'] });
  expect(refused.stderr).toContain('default on claude-sonnet-4-6: a null prompt; what it takes is not known ahead');
  expect(workshop.stage.begun).toEqual([]);
});

test('the base is what the first request of a null prompt holds; plan, status and report show it, and forecasts rest on it', async () => {
  const before = await forecastOf('add');
  expect(before.baseSource).toBe('none');
  let prompt = '';
  workshop.plays({
    base: async (session) => {
      prompt = session.prompt;
      await answers(5_400)(session);
    },
  });
  const done = await workshop.xpar('calibrate', 'base', '--yes', '--json');
  expect(done.code).toBe(0);
  expect(prompt).toBe('Reply with the word ok. Use no tool.');
  expect(done.json<{ bases: readonly MeasuredBase[] }>().bases).toMatchObject([
    { agent: 'command', model: 'claude-sonnet-4-6', tokens: 5_400, how: 'null-prompt', spend: { input: 5_400, output: 4 } },
  ]);
  expect(await forecastOf('add')).toMatchObject({ baseTokens: 5_400, baseSource: 'measured', floorTokens: before.floorTokens });
  expect((await workshop.xpar('plan')).stdout).toMatch(/base 5\.4k measured/);
  expect((await workshop.xpar('status')).stdout).toMatch(/^story +state +base .*\nadd +to do +5\.4k/m);
  const report = await workshop.xpar('report');
  expect(report.stdout).toMatch(/command +- +claude-sonnet-4-6 +5\.4k +measured/);
  expect(existsSync(`${workshop.repository}.xpar/.base`)).toBe(false);
});

test('what measuring took is in the ledger', async () => {
  workshop.plays({ base: answers(5_400) });
  await workshop.xpar('calibrate', 'base', '--yes');
  const { totals } = (await workshop.xpar('report', '--json')).json<{ totals: { spend: object; sessions: number } }>();
  expect(totals).toMatchObject({ spend: { input: 5_400, output: 4 }, sessions: 0 });
});

test('a base belongs to the instructions and settings it was measured with', async () => {
  workshop.plays({ base: answers(5_400) });
  await workshop.xpar('calibrate', 'base', '--yes');
  workshop.write('CLAUDE.md', 'Be brief.\n');
  workshop.commit('instructions');
  expect(await forecastOf('add')).toMatchObject({ baseSource: 'none' });
});

test('an agent that tells no usage leaves its base unknown, and says what to do', async () => {
  workshop.plays({ base: async () => {} });
  const done = await workshop.xpar('calibrate', 'base', '--yes');
  expect(done).toMatchObject({ code: 1, refusals: ['base-unknown'] });
  expect(done.stderr).toContain('baseTokens');
  expect(await forecastOf('add')).toMatchObject({ baseSource: 'none' });
});

test('--agent and --model narrow it, and are refused where there is none of that name', async () => {
  expect(await workshop.xpar('calibrate', 'base', '--agent', 'defalt')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean default?'),
  });
  expect(await workshop.xpar('calibrate', 'base', '--model', 'claude-sonet-4-6')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('such as claude-sonnet-4-6'),
  });
  workshop.plays({ base: answers(700) });
  const other = await workshop.xpar('calibrate', 'base', '--model', 'claude-haiku-4-5', '--agent', 'default', '--yes', '--json');
  expect(other.json<{ bases: readonly MeasuredBase[] }>().bases).toMatchObject([{ model: 'claude-haiku-4-5', tokens: 700 }]);
});

test('an effort is given to the agent, told in ledger and trailers, and is a key of its own', async () => {
  workshop.configure({
    agents: { default: { kind: 'command', command: workshop.stage.command, env: ['XPAR_STAGE_PORT'], effort: 'high' } },
  });
  workshop.commit('effort');
  let told: string | undefined;
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'run', argv: ['sh', '-c', 'printf %s "$XPAR_EFFORT" > effort.txt'] });
      await session.act({
        do: 'run',
        argv: ['sh', '-c', 'cp effort.txt "$(dirname "$XPAR_EVENTS")/effort.txt" && rm effort.txt'],
      });
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  told = workshop.read('.xpar/lanes/add/1/outbox/effort.txt');
  expect(told).toBe('high');
  expect(workshop.git('log', '-1', '--format=%B', 'xpar/integration')).toMatch(/^Xpar-Effort: high$/m);
  const { sessions, models } = (await workshop.xpar('report', '--json')).json<{ sessions: object[]; models: object[] }>();
  expect(sessions).toMatchObject([{ effort: 'high' }]);
  expect(models).toMatchObject([{ effort: 'high' }]);
  expect((await forecastOf('double')).multiplier.samples).toBe(1);
  workshop.configure({
    agents: { default: { kind: 'command', command: workshop.stage.command, env: ['XPAR_STAGE_PORT'], effort: 'low' } },
  });
  expect((await forecastOf('double')).multiplier.samples).toBe(0);
});
