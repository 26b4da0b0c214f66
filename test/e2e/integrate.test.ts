import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test('lanes green alone and red together: the second stays out, with suspects and the decision it breaks; others land', async () => {
  workshop.configure({ retries: 1 });
  workshop.write('src/left.mjs', 'export const LEFT = 1;\n');
  workshop.write('src/right.mjs', 'export const RIGHT = 1;\n');
  workshop.write(
    'checks/limits.mjs',
    `import { LEFT } from '../src/left.mjs';
import { RIGHT } from '../src/right.mjs';

export const check = (test) => {
  test('the limit is a whole number', () => {
    if (LEFT + RIGHT > 3) throw new Error('src/left.mjs and src/right.mjs are too much together');
  });
};
`,
  );
  for (const [id, side] of [
    ['add', 'left'],
    ['double', 'right'],
  ])
    workshop.edit(`stories/${id}.md`, (text) => text.replace('files: [', `files: [src/${side}.mjs, `));
  workshop.edit('stories/sum.md', (text) => text.replace('[add]', '[]'));
  workshop.commit('Left and right');
  const build = workshop.start(['build', '-k', '--json']);
  const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  await writes({ 'src/left.mjs': 'export const LEFT = 2;\n' })(add);
  await writes({ 'src/right.mjs': 'export const RIGHT = 2;\n' })(double);
  await add.exit(0);
  await build.event((event) => event.t === 'integrated' && event.story === 'add');
  await double.exit(0);
  await build.event((event) => event.t === 'failed' && event.story === 'double');
  const sum = await workshop.stage.session('sum');
  await writes({ 'src/sum.mjs': 'export const sum = (list) => list.length;\n' })(sum);
  await sum.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['add', 'sum']);
  const problem = ran.told('failed')[0]!.finding.problem;
  expect(problem).toMatchObject({
    reason: 'suite-red',
    story: 'double',
    gate: 'checks',
    locks: [
      { adr: 'ADR-1', test: 'checks/limits.mjs::the limit is a whole number' },
      { adr: 'ADR-2', test: 'checks/limits.mjs' },
    ],
  });
  expect(problem).toMatchObject({
    suspects: [
      { story: 'double', paths: ['src/right.mjs'] },
      { story: 'add', paths: ['src/left.mjs'] },
    ],
  });
  expect(workshop.git('show', 'xpar/integration:src/right.mjs')).toBe('export const RIGHT = 1;');
});

test('stories fold back in the order of their ADRs, whatever the order they end in', async () => {
  const build = workshop.start(['build', 'add:gate', 'double:gate', '--json']);
  const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  await GOOD.double(double);
  await double.exit(0);
  await build.event((event) => event.t === 'ended' && event.story === 'double' && event.step === 'gate');
  await GOOD.add(add);
  await add.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
  const folded = await workshop.xpar('build', 'add', 'double', '--json');
  expect(folded.told('integrated').map(({ story }) => story)).toEqual(['add', 'double']);
  expect(folded.told('started').map(({ step }) => step)).toEqual(['integrate', 'integrate']);
});

test('without the rules for agents in place, lanes run one at a time, and it is said', async () => {
  workshop.write('AGENTS.md', '# The abacus\n');
  workshop.plays(GOOD);
  const ran = await workshop.xpar('build', 'add', 'double', '--json');
  expect(ran.told('problem')).toMatchObject([{ finding: { problem: { reason: 'no-bootstrap' } } }]);
  expect(ran.told('waiting')).toContainEqual(expect.objectContaining({ story: 'double', for: 'agent' }));
  expect(ran).toMatchObject({ code: 0 });
});

test('a lane that was green only by what git ignores does not vouch for its tree: the suite finds it red', async () => {
  workshop.configure({ retries: 1 });
  workshop.write('.gitignore', 'src/add.mjs\n');
  workshop.commit('src/add.mjs is ignored');
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.code).toBe(1);
  expect(ran.told('integrated')).toEqual([]);
  expect(ran.told('failed')).toMatchObject([{ story: 'add', finding: { problem: { reason: 'suite-red' } } }]);
});
