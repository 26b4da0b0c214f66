import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { halfDone, parked } from '../rig/burns.ts';
import { spend, spends } from '../rig/spends.ts';
import type { Going, Ran } from '../rig/xpar-cli.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const percents = (ran: Ran): number[] => ran.told('budget').map(({ percent }) => percent);

describe('thresholds', () => {
  test('each is told once, and a session that goes on past them is told no more', async () => {
    workshop.plays({ add: spends([15_000, 1000, 2000, 500, 1500, 500], GOOD.add) });
    const ran = await workshop.xpar('build', 'add', '--budget', '20k', '--on-exceed', 'warn', '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(percents(ran)).toEqual([75, 80, 90, 100]);
    expect(parked(ran)).toEqual([]);
  });

  test('a run that goes on from one that was cut off has its spend, and tells none again', async () => {
    const first = workshop.start(['build', 'add', '--budget', '20k', '--json']);
    await halfDone(workshop, first, { tokens: 16_000 });
    first.process.kill('SIGINT');
    const ran = await first.ended;
    expect(ran).toMatchObject({ code: 130 });
    expect(percents(ran)).toEqual([75, 80]);
    await workshop.newStage();
    expect((await workshop.xpar('status', '--json')).json()).toMatchObject({ run: { spend: { input: 16_000 } } });
    workshop.plays({ add: spends([2_500], GOOD.add) });
    const last = await workshop.xpar('build', 'add', '--budget', '20k', '--on-exceed', 'warn', '--json');
    expect(last).toMatchObject({ code: 0 });
    expect(percents(last)).toEqual([90, 100]);
  });
});

describe('on exceeding', () => {
  const NO_WAIT = { timeouts: { approval: '0s' } };

  test('pause without anybody to ask, and no time to wait for one, hands back as stop does', async () => {
    workshop.configure(NO_WAIT);
    const build = workshop.start(['build', 'add', '--budget', '30k', '--json']);
    await (
      await halfDone(workshop, build, { tokens: 31_000 })
    ).gone;
    expect(await build.ended).toMatchObject({ code: 4 });
  });

  test('only those that draw on it hand back; the others go on', async () => {
    workshop.configure({ ...NO_WAIT, budget: { perStory: { add: '30k' } } });
    const build = workshop.start(['build', '-k', 'add', 'double', '--json']);
    const double = await workshop.stage.session('double');
    await (
      await halfDone(workshop, build, { tokens: 31_000 })
    ).gone;
    await GOOD.double(double);
    await double.exit(0);
    const ran = await build.ended;
    expect(ran).toMatchObject({ code: 4 });
    expect(ran.events.at(-1)).toMatchObject({ summary: { integrated: ['double'], waiting: ['add'], failed: [] } });
  });

  test('a session that is deaf to the signal is ended with all it started, and what it left is kept', async () => {
    const build = workshop.start(['build', 'add', '--budget', '30k', '--on-exceed', 'stop', '--json']);
    const session = await workshop.stage.session('add');
    await session.act({ do: 'go-deaf' });
    await halfDone(workshop, build, { tokens: 31_000 });
    await session.gone;
    expect(await build.ended).toMatchObject({ code: 4 });
    expect(workshop.leftovers()).toEqual([]);
    expect(workshop.git('show', 'xpar/add:src/add.mjs')).toBe('half a thought');
  });

  test('it uses up no attempt', async () => {
    workshop.configure({ ...NO_WAIT, retries: 1 });
    const build = workshop.start(['build', 'add', '--budget', '30k', '--json']);
    await (
      await halfDone(workshop, build, { tokens: 31_000 })
    ).gone;
    await build.ended;
    await workshop.newStage();
    workshop.plays(GOOD);
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  });
});

describe('a spike', () => {
  /** Context that grows to far more than was expected of the story. */
  async function spikes(args: readonly string[]): Promise<{ build: Going; session: StagedSession }> {
    const build = workshop.start(['build', 'add', '--json', ...args]);
    const session = await workshop.stage.session('add');
    await spend(session, 'm1', 800);
    await spend(session, 'm2', 800, { context: 20_000 });
    await build.event((event) => event.t === 'alarm' && event.kind === 'spike');
    return { build, session };
  }

  test('of three times the working tokens expected needs a person: without one in time it hands back, exit code 3', async () => {
    workshop.configure({ timeouts: { approval: '300ms' } });
    const { build, session } = await spikes([]);
    await session.gone;
    const ran = await build.ended;
    expect(ran).toMatchObject({ code: 3 });
    expect(parked(ran)).toMatchObject([{ story: 'add', by: 'spike', workingTokens: 19_100 }]);
    expect(ran.told('answered')).toMatchObject([{ item: 'A-1', by: 'nobody' }]);
    expect((await workshop.xpar('inbox', '--json')).json()).toMatchObject({ items: [] });
    expect(ran.told('alarm').filter(({ kind }) => kind === 'spike')).toHaveLength(1);
  });

  test('is only told where going over is only told', async () => {
    const { build, session } = await spikes(['--on-exceed', 'warn']);
    await GOOD.add(session);
    await session.exit(0);
    expect(await build.ended).toMatchObject({ code: 0 });
  });
});
