import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { halfDone, parked, type Burn } from '../rig/burns.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** The sessions in the ledger. */
function ledger(): readonly object[] {
  const lines = workshop.read('.xpar/journal.jsonl').trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line.slice(9)) as { t: string; session?: object })
    .flatMap(({ t, session }) => (t === 'session' && session ? [session] : []));
}

test('--budget: at its end the session hands back, its work is kept, and the next build goes on from it', async () => {
  const build = workshop.start(['build', 'add', '--budget', '30k', '--on-exceed', 'stop', '--json']);
  const session = await halfDone(workshop, build, { tokens: 31_000 });
  await session.gone;
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 4 });
  expect(parked(ran)).toEqual([
    { story: 'add', by: 'budget', scope: 'run', name: '', unit: 'tokens', limit: 30_000, spent: 31_000, assumed: 0 },
  ]);
  expect(ran.events.at(-1)).toMatchObject({ exit: 4, summary: { failed: [], waiting: ['add'], budgets: [{ spent: 31_000 }] } });
  expect(workshop.git('show', 'xpar/add:src/add.mjs')).toBe('half a thought');
  expect(ledger()).toMatchObject([{ story: 'add', censored: true, outcome: 'stopped', role: 'implementer', command: 'node' }]);
  expect((await workshop.xpar('why', 'add')).stdout).toContain(
    "handed back before it was done, what it left is gone on from: the run's budget of 30.0k is spent: 31.0k tokens",
  );

  await workshop.newStage();
  const next = workshop.start(['build', 'add', '--json']);
  const again = await workshop.stage.session('add');
  expect(again.prompt).toContain('An earlier session on this card was stopped before it was done');
  await again.act({ do: 'run', argv: ['grep', '-q', 'half a thought', 'src/add.mjs'] });
  await GOOD.add(again);
  await again.exit(0);
  expect(await next.ended).toMatchObject({ code: 0 });
});

test.for([
  ['overall', { overall: '30k' }, { scope: 'run', unit: 'tokens', limit: 30_000 }],
  ['usd', { usd: 0.09 }, { scope: 'run', unit: 'usd', limit: 0.09, spent: 0.093 }],
  ['perStory', { perStory: { add: '30k' } }, { scope: 'story', name: 'add', unit: 'tokens' }],
  ['perStory in usd', { perStory: { add: { usd: 0.09 } } }, { scope: 'story', name: 'add', unit: 'usd' }],
  ['perRole', { perRole: { implementer: '30k' } }, { scope: 'role', name: 'implementer' }],
  ['perCommand', { perCommand: { node: '30k' } }, { scope: 'command', name: 'node' }],
] as const)('budget.%s of the config', async ([, budget, by]) => {
  workshop.configure({ budget: { ...budget, onExceed: 'stop' } });
  const build = workshop.start(['build', 'add', '--json']);
  await (
    await halfDone(workshop, build, { tokens: 31_000 })
  ).gone;
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 4 });
  expect(parked(ran)).toMatchObject([{ story: 'add', by: 'budget', ...by }]);
});

test.for([
  ['budget.countCacheReads false', false, 0],
  ['budget.countCacheReads true', true, 4],
] as const)('%s: cache reads are tokens of the budget only where it says so', async ([, countCacheReads, code]) => {
  workshop.configure({ budget: { overall: '50k', onExceed: 'stop', countCacheReads } });
  const build = workshop.start(['build', 'add', '--json']);
  const session = await halfDone(workshop, build, { tokens: 1000, more: { cacheRead: 60_000 } });
  if (countCacheReads) await session.gone;
  else await GOOD.add(session).then(() => session.exit(0));
  expect((await build.ended).code).toBe(code);
});

test('a command line goes over the config, figure by figure', async () => {
  workshop.configure({ budget: { overall: '1k', usd: 3, perStory: { add: '2k', sum: '9k' }, onExceed: 'stop' } });
  const { burn } = (
    await workshop.xpar('-n', '--json', '--budget', '500k', '--story-budget', 'add=20k', '--story-budget', 'double=30k')
  ).json<Burn>();
  expect(burn.budgets.map(({ scope, name, unit, limit }) => [scope, name, unit, limit])).toEqual([
    ['run', '', 'tokens', 500_000],
    ['run', '', 'usd', 3],
    ['story', 'add', 'tokens', 20_000],
    ['story', 'sum', 'tokens', 9_000],
    ['story', 'double', 'tokens', 30_000],
  ]);
});
