import { expect, test } from 'vitest';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { halfDone, reserved, type Burn } from '../rig/burns.ts';
import { spends, writesSilently } from '../rig/spends.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test('a story whose ceiling does not fit is held, wherever one looks, and nothing is started: exit code 4', async () => {
  workshop.configure({ budget: { perStory: { add: '5k' } } });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 4 });
  expect(ran.told('held')).toMatchObject([
    {
      story: 'add',
      decision: { reason: { code: 'over-budget', shortfall: { scope: 'story', name: 'add', limit: 5000, left: 5000 } } },
    },
  ]);
  expect(workshop.stage.begun).toEqual([]);
  const words = /would take up to [\d.]+k, and the budget of add of 5\.0k tokens has 5\.0k left/;
  for (const look of [['plan', 'add'], ['-n', 'add'], ['why', 'add'], ['status'], ['build', 'add']])
    expect(await workshop.xpar(...look)).toMatchObject({
      [look[0] === 'build' ? 'stderr' : 'stdout']: expect.stringMatching(words),
    });
});

test('what is reserved for those in flight is not there for others; what they did not take is', async () => {
  const [add, double] = [await reserved(workshop, 'add'), await reserved(workshop, 'double')];
  const budget = String(add.tokens + double.tokens - 1);
  expect((await workshop.xpar('-n', '--budget', budget, 'add', 'double')).stdout).toMatch(
    /^double waits while those before it run: it would take up to/m,
  );
  const build = workshop.start(['build', 'add', 'double', '--budget', budget, '--json']);
  const session = await workshop.stage.session('add');
  await build.event((event) => event.t === 'waiting' && event.story === 'double' && event.shortfall !== undefined);
  expect(workshop.stage.begun).toEqual(['add#1']);
  workshop.plays({ double: GOOD.double });
  await GOOD.add(session);
  await session.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('where it stays so to the end, the run ends with 4, and status and why say what kept it out', async () => {
  const { tokens } = await reserved(workshop, 'double');
  const budget = String(2 * tokens);
  workshop.plays({ add: spends([tokens + 5], GOOD.add) });
  const ran = await workshop.xpar('build', '-j', '1', 'add', 'double', '--budget', budget, '--json');
  expect(ran).toMatchObject({ code: 4 });
  expect(ran.events.at(-1)).toMatchObject({ summary: { integrated: ['add'], waiting: ['double'] } });
  expect(ran.told('held')).toMatchObject([{ story: 'double' }]);
  for (const look of [['status'], ['why', 'double']])
    expect((await workshop.xpar(...look)).stdout).toMatch(/kept out of the last run: it would take up to .*the run's budget of/);
  expect((await workshop.xpar('status')).stdout).toMatch(
    /^Last run: [\d.]+k tokens \(input .*\), \$[\d.]+\n {2}budget of run: \d+%/m,
  );
});

test('the session that a red gate calls for is kept out as any other is, where the build began at the gate', async () => {
  workshop.plays({ add: BAD_ADD });
  expect(await workshop.xpar('build', 'add:implement')).toMatchObject({ code: 0 });
  await workshop.newStage();
  const ran = await workshop.xpar('build', 'add', '--budget', '2k', '--json');
  expect(ran).toMatchObject({ code: 4 });
  expect(ran.told('started').map(({ step }) => step)).toEqual(['gate']);
  expect(ran.told('held')).toMatchObject([{ story: 'add', decision: { reason: { shortfall: { scope: 'run', limit: 2000 } } } }]);
  expect(workshop.stage.begun).toEqual([]);
});

test('a story is held by USD where its model has no price, and says so', async () => {
  workshop.configure({ models: { 'claude-plain-9': { kappa: 1.2 } } });
  workshop.edit('stories/add.md', (text) => text.replace('claude-sonnet-4-6', 'claude-plain-9'));
  workshop.commit('another model');
  expect(await workshop.xpar('build', 'add', '--usd', '5')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("no price is known for its model: the run's budget of $5.00 cannot be kept"),
  });
});

test('a budget of a story is for all its sessions as its card stands', async () => {
  workshop.configure({ budget: { perStory: { add: '30k' }, onExceed: 'stop' } });
  const build = workshop.start(['build', 'add', '--json']);
  await (
    await halfDone(workshop, build, { tokens: 31_000 })
  ).gone;
  await build.ended;
  const next = await workshop.xpar('build', 'add', '--json');
  expect(next).toMatchObject({ code: 4 });
  expect(next.told('held')).toMatchObject([{ decision: { reason: { shortfall: { limit: 30_000, left: 0 } } } }]);
  expect(next.told('budget')).toEqual([]);
  workshop.edit('stories/add.md', (text) => `${text}- [ ] three and four are seven\n`);
  workshop.commit('asks for more');
  expect((await workshop.xpar('-n', '--json', 'add')).json<Burn>()).toMatchObject({ held: [] });
});

test('spend that is not told is unknown, never nothing: what was reserved counts for it, and that is said', async () => {
  const { tokens } = await reserved(workshop, 'double');
  workshop.plays({ add: writesSilently(GOOD.add) });
  const ran = await workshop.xpar('build', '-j', '1', 'add', 'double', '--budget', String(tokens + 100));
  expect(ran).toMatchObject({ code: 4 });
  expect(ran.stderr).toMatch(
    /the run's budget is at 75%: [\d.]+k of [\d.]+k tokens, [\d.]+k of it assumed for 1 session that told no usage/,
  );
  expect(workshop.stage.begun).toEqual(['add#1']);
  expect((await workshop.xpar('status')).stdout).toMatch(/Last run: 0 tokens .*; 1 session told no usage: unknown/);
});
