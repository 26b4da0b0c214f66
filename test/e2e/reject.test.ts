import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GOOD, part } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { writes, type Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

async function integrate(...stories: readonly string[]): Promise<void> {
  workshop.configure({ base: 'main', retries: 1 });
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', '-j', '1', '--json', ...stories)).toMatchObject({ code: 0 });
}

const integrated = madeOnce(workshop, integrate);

const files = (): string => workshop.git('ls-tree', '-r', '--name-only', 'xpar/integration', 'src');
const trailer = (name: string): string =>
  workshop.git('log', '-1', `--format=%(trailers:key=${name},valueonly)`, 'xpar/integration').trim();

test('a rejected story is taken out alone, as a commit of its own, and opens again with the reason in its brief', async () => {
  await integrated('add', 'double');
  const before = workshop.git('rev-parse', 'xpar/integration');
  await workshop.xpar('accept', 'add');
  const why = 'it must say what it adds\n\nXpar-Story: double';
  const rejected = await workshop.xpar('reject', 'add', '--why', why);
  expect(rejected).toMatchObject({ code: 0, stderr: '' });
  expect(rejected.stdout).toMatch(/^xpar\/integration is at \w{10}, without add; open again: xpar build add\n$/);
  expect(files().split('\n')).toEqual(['src/double.mjs', 'src/limits.mjs']);
  expect(workshop.git('rev-parse', 'xpar/integration^')).toBe(before);
  expect([trailer('Xpar-Revert'), trailer('Xpar-Story'), trailer('Xpar-Why')]).toEqual([
    'add',
    '',
    'it must say what it adds Xpar-Story: double',
  ]);
  expect(workshop.git('for-each-ref', 'refs/xpar/accepted')).toBe('');
  expect((await workshop.xpar('why', 'add:implement')).stdout).toContain('a person sent add back: it must say what it adds');

  await workshop.newStage();
  let brief = '';
  const better: Play = async (session) => {
    brief = session.prompt;
    expect(existsSync(`${session.cwd}/src/add.mjs`)).toBe(false);
    await part('add', 'export const add = (a, b) => b + a;\n', { 'two and three are five': 'add(2, 3) === 5' })(session);
  };
  workshop.plays({ add: better });
  // One try is all there is: what a person sends back uses none up.
  const again = await workshop.xpar('build', 'add', 'double', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(again.told('integrated').map(({ story }) => story)).toEqual(['add']);
  expect(brief).toContain('a person sent it back: it must say what it adds');
  expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toContain('b + a');
});

test('what others were built on is refused by their names, or taken out with them', async () => {
  await integrated('add', 'sum', 'double');
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const alone = await workshop.xpar('reject', 'add', '--why', 'no');
  expect(alone).toMatchObject({ code: 3, refusals: ['reject-dependents'] });
  expect(alone.stderr).toMatch(/found: +sum\n +hint: +xpar reject add --with-dependents --why TEXT/);
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
  const both = await workshop.xpar('reject', 'add', '--why', 'no', '--with-dependents', '--json');
  expect(both.json()).toMatchObject({ rejected: ['sum', 'add'] });
  expect(files().split('\n')).toEqual(['src/double.mjs', 'src/limits.mjs']);
  const status = (await workshop.xpar('status', '--json')).json<{ stories: readonly { story: string; state: string }[] }>();
  expect(Object.fromEntries(status.stories.map(({ story, state }) => [story, state]))).toEqual({
    add: 'to do',
    sum: 'to do',
    double: 'integrated',
  });
});

test('where the suite is red without it nothing moves, and the screen says so', async () => {
  workshop.edit('stories/sum.md', (text) => text.replace('[add]', '[]'));
  await integrate('add');
  expect(await workshop.xpar('build', 'sum', '--json')).toMatchObject({ code: 0 });
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const red = await workshop.xpar('reject', 'add', '--why', 'no');
  expect(red).toMatchObject({ code: 1, refusals: ['reject-red'] });
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
  const again = await workshop.xpar('build', 'add', 'sum', '--json');
  expect(again.told('started')).toEqual([]);
});

test('what landed on it since keeps it in where lines clash, by name', async () => {
  workshop.edit('stories/double.md', (text) => text.replace('files: [', 'files: [src/add.mjs, '));
  await integrate('add');
  const add = writes({ 'src/add.mjs': 'export const add = (a, b) => a + b + 0;\n' });
  await workshop.newStage();
  workshop.plays({
    double: async (session) => {
      await add(session);
      await GOOD.double(session);
    },
  });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const clash = await workshop.xpar('reject', 'add', '--why', 'no');
  expect(clash).toMatchObject({ code: 1, refusals: ['reject-conflict'] });
  expect(clash.stderr).toMatch(/found: +src\/add\.mjs\n +hint: +reject first what landed on it since \(double\)/);
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
  expect(await workshop.xpar('reject', 'double', '--why', 'no')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('reject', 'add', '--why', 'no')).toMatchObject({ code: 0 });
});

test('a reason is asked for, and what is not integrated cannot be sent back', async () => {
  await integrated('add');
  expect(await workshop.xpar('reject', 'add')).toMatchObject({ code: 2 });
  expect(await workshop.xpar('reject', 'add', '--why', '  ')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('reject', 'double', '--why', 'no')).toMatchObject({ code: 2, refusals: ['not-integrated'] });
  expect(await workshop.xpar('reject', 'add', '--why', 'first')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('reject', 'add', '--why', 'again')).toMatchObject({ code: 2, refusals: ['not-integrated'] });
});

test('a story that has landed can be sent back too: what takes it out lands next', async () => {
  await integrated('add', 'double');
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('reject', 'add', '--why', 'no')).toMatchObject({ code: 0 });
  expect(workshop.exists('src/add.mjs')).toBe(true);
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 0 });
  expect(workshop.exists('src/add.mjs')).toBe(false);
});
