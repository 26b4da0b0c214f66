import { expect, test } from 'vitest';
import { parked, type Burn } from '../rig/burns.ts';
import { writes, type Play } from '../rig/plays.ts';
import { spend } from '../rig/spends.ts';
import { accepts, takeTurns } from '../rig/turns.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const CHECK = `import { add } from '../src/add.mjs';

export const check = (test) => {
  test('two and three are five', () => {
    if (add(2, 3) !== 5) throw new Error('add(2, 3) === 5 does not hold');
  });
};
`;
const tests = writes({ 'checks/add.mjs': CHECK });
const code = writes({ 'src/add.mjs': 'export const add = (a, b) => a + b;\n' });
const ROLES = [{ name: 'test-writer' }, { name: 'implementer' }, { name: 'reviewer' }];

test('kill -9 in the second role: what the first had done is not done again, and is still locked', async () => {
  workshop.configure({ roles: ROLES });
  takeTurns(workshop, 'add', [tests]);
  const build = workshop.start(['build', 'add', '--json']);
  await build.event((event) => event.t === 'role' && event.role === 'test-writer');
  const second = await workshop.stage.next('add');
  expect(second.role).toBe('implementer');
  expect((await workshop.xpar('status')).stdout).toContain('implement is under way as implementer');
  build.process.kill('SIGKILL');
  await build.ended;
  await second.gone;
  await workshop.newStage();
  const { found } = takeTurns(workshop, 'add', [code, accepts]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect([ran.code, found.map(({ role }) => role)]).toEqual([0, ['implementer', 'reviewer']]);
  expect(found[0]?.prompt).toContain('- `checks/add.mjs`');
  expect(workshop.git('show', 'xpar/integration:checks/add.mjs')).toBe(CHECK.trim());
});

test('kill -9 between two roles costs neither', async () => {
  workshop.configure({ roles: ROLES.slice(0, 2) });
  takeTurns(workshop, 'add', [tests]);
  const build = workshop.start(['build', 'add', '--json']);
  await build.event((event) => event.t === 'role');
  build.process.kill('SIGKILL');
  await build.ended;
  await workshop.newStage();
  const { found } = takeTurns(workshop, 'add', [code]);
  const why = await workshop.xpar('why', 'add');
  expect(why.stdout).toMatch(/its roles have not all had their turn: test-writer done|was interrupted/);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect([ran.code, found.map(({ role }) => role)]).toEqual([0, ['implementer']]);
});

test('a role whose agent fails is tried again, and those before it are not', async () => {
  workshop.configure({ roles: ROLES });
  const fails: Play = () => Promise.resolve(7);
  const { found } = takeTurns(workshop, 'add', [tests, code, fails, accepts]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(found.map(({ role, attempt }) => [role, attempt])).toEqual([
    ['test-writer', 1],
    ['implementer', 1],
    ['reviewer', 1],
    ['reviewer', 2],
  ]);
});

test('a plan prices every role, and admission sets all of them aside', async () => {
  const alone = (await workshop.xpar('-n', '--json', 'add')).json<Burn>().burn.sessions;
  workshop.configure({ roles: ROLES });
  const { burn } = (await workshop.xpar('-n', '--json', 'add')).json<Burn>();
  expect(burn.sessions.map(({ story, role }) => [story, role])).toEqual(ROLES.map(({ name }) => ['add', name]));
  const plan = await workshop.xpar('plan', 'add');
  for (const { name } of ROLES) expect(plan.stdout).toContain(`add ${name}`);
  const [one] = alone;
  const budget = { perStory: { add: Math.round(2.5 * one!.reserved.tokens) }, onExceed: 'stop' };
  workshop.configure({ budget });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 4 });
  expect(workshop.stage.begun).toEqual([]);
});

test.for([
  ['perRole', {}, { perRole: { 'test-writer': '30k' } }, { scope: 'role', name: 'test-writer', limit: 30_000 }],
  ['share', { share: 0.1 }, { perStory: { add: '300k' } }, { scope: 'share', name: 'add/test-writer', limit: 30_000 }],
] as const)('%s bounds the sessions of a role, and the next build goes on with it', async ([, more, budget, by]) => {
  workshop.configure({
    roles: [{ name: 'test-writer', ...more }, { name: 'implementer' }],
    budget: { ...budget, onExceed: 'stop' },
  });
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.next('add');
  await tests(session);
  await spend(session, 'm9', 31_000, {});
  await session.gone;
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 4 });
  expect(parked(ran)).toMatchObject([{ story: 'add', by: 'budget', ...by }]);
  workshop.configure({ budget: {} });
  await workshop.newStage();
  const { found } = takeTurns(workshop, 'add', [tests, code]);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(found.map(({ role }) => role)).toEqual(['test-writer', 'implementer']);
});

test('the ledger, the report and its CSV tell sessions by role', async () => {
  workshop.configure({ roles: ROLES });
  takeTurns(workshop, 'add', [tests, code, accepts]);
  expect(await workshop.xpar('build', 'add')).toMatchObject({ code: 0 });
  const { roles } = (await workshop.xpar('report', '--json')).json<{ roles: readonly { role: string; sessions: number }[] }>();
  expect(roles.map(({ role, sessions }) => [role, sessions])).toEqual([
    ['implementer', 1],
    ['reviewer', 1],
    ['test-writer', 1],
  ]);
  const [head = '', ...rows] = (await workshop.xpar('report', '--csv')).stdout.trimEnd().split('\n');
  const at = head.split(',').indexOf('role');
  expect(rows.map((row) => row.split(',')[at])).toEqual(['test-writer', 'implementer', 'reviewer']);
  expect((await workshop.xpar('report')).stdout).toMatch(/^Roles/m);
});

test('a change of the roles does the story again before it is integrated; what they may spend does not', async () => {
  workshop.configure({ roles: ROLES.slice(0, 2) });
  takeTurns(workshop, 'add', [tests, code]);
  expect(await workshop.xpar('build', 'add:gate')).toMatchObject({ code: 0 });
  workshop.configure({ roles: [{ name: 'test-writer', share: 0.5 }, { name: 'implementer' }] });
  expect((await workshop.xpar('-q', 'add:gate')).code).toBe(0);
  workshop.configure({ roles: [{ name: 'test-writer', prompt: 'More of them.' }, { name: 'implementer' }] });
  expect((await workshop.xpar('why', 'add')).stdout).toContain('roles');
  expect((await workshop.xpar('-q', 'add:gate')).code).toBe(1);
});

const HELD = `export const held = 'before';

export const more = 1;

`;

test.for([
  ['merges, and is no deed of the implementer', (text: string) => text.replace('before', 'after'), ['implementer']],
  ['does not merge: all begin again on it', () => 'export const check = () => {};\n', ['test-writer', 'implementer']],
] as const)('an edit of a locked test that comes in with the ground %s', async ([, edit, roles]) => {
  workshop.configure({ base: 'main', roles: ROLES.slice(0, 2) });
  workshop.write('checks/add.mjs', HELD);
  workshop.commit('A check to come');
  const appends = writes({ 'checks/add.mjs': `${HELD}${CHECK}` });
  takeTurns(workshop, 'add', [appends]);
  const build = workshop.start(['build', 'add', '--json']);
  await build.event((event) => event.t === 'role');
  const second = await workshop.stage.next('add');
  build.process.kill('SIGKILL');
  await build.ended;
  await second.gone;
  workshop.edit('checks/add.mjs', edit);
  workshop.commit('Said otherwise');
  await workshop.newStage();
  const plays = { 'test-writer': writes({ 'checks/add.mjs': CHECK }), implementer: code };
  const { found } = takeTurns(
    workshop,
    'add',
    roles.map((role) => plays[role]),
  );
  const ran = await workshop.xpar('build', 'add', '--json');
  expect([ran.code, found.map(({ role }) => role), ran.told('retrying')]).toEqual([0, roles, []]);
});
