import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

async function integrate(): Promise<{ main: string; tip: string }> {
  workshop.configure({ base: 'main' });
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  return { main: workshop.git('rev-parse', 'main'), tip: workshop.git('rev-parse', 'xpar/integration') };
}

const integrated = madeOnce(workshop, integrate);

test('land moves nothing where nobody can be asked', async () => {
  const { main } = await integrated();
  const land = await workshop.xpar('land');
  expect(land).toMatchObject({ code: 3, stdout: '' });
  expect(land.stderr).toContain('not-confirmed');
  expect(workshop.git('rev-parse', 'main')).toBe(main);
});

test('land --yes moves the branch and its checkout to what is integrated; then there is nothing to land', async () => {
  const { tip } = await integrated();
  expect(await workshop.xpar('land', '--yes')).toMatchObject({
    code: 0,
    stdout: `main is at ${tip.slice(0, 10)}: 1 story landed\n`,
  });
  expect(workshop.git('rev-parse', 'HEAD')).toBe(tip);
  expect(workshop.git('status', '--porcelain')).toBe('');
  expect(workshop.read('src/add.mjs')).toContain('a + b');
  const again = await workshop.xpar('land', '--yes');
  expect(again).toMatchObject({ code: 0, stdout: 'nothing to land: main holds all that is integrated\n' });
  const build = await workshop.xpar('build', 'add', '--json');
  expect(build).toMatchObject({ code: 0 });
  expect(build.told('started')).toEqual([]);
});

test('a person in the middle of a rebase is in no build\u2019s way, nor it in theirs; landing waits until they are done', async () => {
  workshop.configure({ base: 'main' });
  workshop.commit('The base is main');
  workshop.git('switch', '--quiet', '--create', 'side', 'HEAD~1');
  workshop.edit('AGENTS.md', (text) => `${text}\nside\n`);
  workshop.commit('side');
  workshop.git('switch', '--quiet', 'main');
  workshop.edit('AGENTS.md', (text) => `${text}\nmain\n`);
  workshop.commit('main');
  workshop.git('switch', '--quiet', 'side');
  expect(() => workshop.git('rebase', 'main')).toThrow('rebase');
  const before = [workshop.git('status'), workshop.git('rev-parse', 'HEAD', 'main')];
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 2, refusals: ['in-progress'] });
  expect([workshop.git('status'), workshop.git('rev-parse', 'HEAD', 'main')]).toEqual(before);
});

test('land wants the base checked out', async () => {
  const { main } = await integrated();
  workshop.git('switch', '--quiet', '--create', 'elsewhere');
  const land = await workshop.xpar('land', '--yes');
  expect(land.code).toBe(2);
  expect(land.stderr).toMatch(/wrong-branch(.|\n)*found: +elsewhere\n +hint: +git switch main/);
  expect(workshop.git('rev-parse', 'main')).toBe(main);
});

test('a base that moved on is not moved back: build takes it in first, then it lands', async () => {
  await integrated();
  workshop.write('src/rows.mjs', 'export const ROWS = 10;\n');
  workshop.commit('Rows');
  const land = await workshop.xpar('land', '--yes');
  expect(land).toMatchObject({ code: 2, refusals: ['cannot-fast-forward'] });
  expect(land.stderr).toMatch(/main has commits that are not integrated\n +hint: +xpar build takes in/);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 0 });
});

test('land overwrites no file of the person, and stands back from a merge that is under way', async () => {
  const { main } = await integrated();
  workshop.write('src/add.mjs', 'my own\n');
  const land = await workshop.xpar('land', '--yes');
  expect(land).toMatchObject({ code: 1, refusals: ['cannot-fast-forward'] });
  expect(land.stderr).toMatch(/found: +src\/add\.mjs\n +hint: +commit them, or git stash\n/);
  expect(workshop.read('src/add.mjs')).toBe('my own\n');
  expect(workshop.git('rev-parse', 'main')).toBe(main);
  workshop.git('update-ref', 'MERGE_HEAD', main);
  expect((await workshop.xpar('land', '--yes')).stderr).toContain('a merge is under way');
});

test('while a build is running nothing lands', async () => {
  const { main } = await integrated();
  await workshop.newStage();
  const build = workshop.start(['build', 'double', '--json']);
  const session = await workshop.stage.session('double');
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 2, stdout: '', refusals: ['build-running'] });
  expect(workshop.git('rev-parse', 'main')).toBe(main);
  await GOOD.double(session);
  await session.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('what git has against it is told in its own lines', async () => {
  const { main } = await integrated();
  workshop.write('.git/index.lock', '');
  const land = await workshop.xpar('land', '--yes');
  expect(land).toMatchObject({ code: 1, refusals: ['cannot-fast-forward'] });
  expect(land.stderr).toMatch(/found: +.*index\.lock': File exists\.\n {12}\S?/);
  expect(land.stderr).not.toContain('\\n');
  expect(workshop.git('rev-parse', 'main')).toBe(main);
});

test('a changed file that nothing landed touches is left as it is', async () => {
  const { tip } = await integrated();
  workshop.write('src/limits.mjs', 'export const LIMIT = 7;\n');
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 0 });
  expect(workshop.git('rev-parse', 'main')).toBe(tip);
  expect(workshop.read('src/limits.mjs')).toBe('export const LIMIT = 7;\n');
});
