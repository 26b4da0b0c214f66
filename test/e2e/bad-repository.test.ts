import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test.for(['build', 'plan', 'lint', 'status', 'report', 'land', 'init'])('outside a repository xpar %s says so', async (verb) => {
  expect(await workshop.xparWith({ cwd: 'home' }, verb)).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['not-a-repository'],
    stderr: expect.stringMatching(/git init/),
  });
});

test('a build is refused in a folder that is not there', async () => {
  const refused = await workshop.xpar('-C', 'nowhere', 'plan');
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['not-a-repository'],
    stderr: expect.stringMatching(/nowhere/),
  });
});

test('a build is refused in a bare repository', async () => {
  workshop.git('clone', '--quiet', '--bare', '.', '../bare.git');
  expect(await workshop.xparWith({ cwd: 'bare.git' }, 'build')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['bare-repository'],
  });
});

test('a build is refused before the first commit', async () => {
  rmSync(path.join(workshop.repository, '.git'), { recursive: true });
  workshop.git('init', '--quiet');
  expect(await workshop.xpar('build')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['no-commits'],
    stderr: expect.stringMatching(/commit something/),
  });
  expect(workshop.exists('.xpar')).toBe(false);
});

test('a build is refused on a detached HEAD, unless the config names the base', async () => {
  workshop.git('switch', '--quiet', '--detach');
  expect(await workshop.xpar('build', 'add')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['no-base'],
    stderr: expect.stringMatching(/a detached HEAD[^]*`base` in the config/),
  });
  workshop.configure({ base: 'main' });
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('lint, status and report work on a detached HEAD, as CI makes it; what starts or lands work does not', async () => {
  workshop.git('switch', '--quiet', '--detach');
  for (const verb of ['lint', 'status', 'report']) expect(await workshop.xpar(verb)).toMatchObject({ code: 0, refusals: [] });
  for (const args of [['plan'], ['why', 'add'], ['land', '--yes']])
    expect(await workshop.xpar(...args)).toMatchObject({ code: 2, refusals: ['no-base'] });
});

test('a build is refused where the base is no branch', async () => {
  workshop.configure({ base: 'trunk' });
  expect(await workshop.xpar('build')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['no-base'],
    stderr: expect.stringMatching(/the branch trunk/),
  });
});

test('a build is refused without stories', async () => {
  rmSync(path.join(workshop.repository, 'stories'), { recursive: true });
  expect(await workshop.xpar('build')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['no-stories'],
    stderr: expect.stringMatching(/xpar new story/),
  });
});

test('a build is refused where a branch stands in the way of ours', async () => {
  workshop.git('branch', 'xpar');
  expect(await workshop.xpar('build', 'add')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['branch-in-the-way'],
    stderr: expect.stringMatching(/xpar[^]*git branch -m xpar/),
  });
  expect(workshop.exists('.xpar')).toBe(false);
  workshop.git('branch', '-m', 'xpar', 'mine');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test("a build is refused where a branch stands below a lane's own; without that story it goes on", async () => {
  workshop.git('branch', 'xpar/add/more');
  expect(await workshop.xpar('build', 'add', 'double')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['branch-in-the-way'],
    stderr: expect.stringMatching(/the branch xpar\/add\/more is[^]*git branch -m xpar\/add\/more/),
  });
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
});

test("a branch that comes to stand below a lane's own stops that lane with its name", async () => {
  const build = workshop.start(['build', '-k', '-j', '1', 'add', 'double', '--json']);
  const session = await Promise.race(['add', 'double'].map((story) => workshop.stage.session(story)));
  const [first, second] = session.story === 'add' ? (['add', 'double'] as const) : (['double', 'add'] as const);
  workshop.git('branch', `xpar/${second}/more`);
  await GOOD[first](session);
  await session.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    { story: second, finding: { problem: { reason: 'branch-in-the-way', branch: `xpar/${second}/more` } } },
  ]);
});

test("a lane's branch that the person has checked out stops that lane with the place", async () => {
  workshop.git('worktree', 'add', '--quiet', '-b', 'xpar/add', '../mine');
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    { story: 'add', finding: { problem: { reason: 'checked-out', branch: 'xpar/add', path: path.join(workshop.root, 'mine') } } },
  ]);
});

test('a dirty checkout is left as it is: lanes start from the commit', async () => {
  workshop.write('src/limits.mjs', 'not finished\n');
  workshop.write('src/new.mjs', 'not added\n');
  workshop.write('src/staged.mjs', 'staged\n');
  workshop.git('add', 'src/staged.mjs');
  workshop.git('stash', 'push', '--quiet', '--staged');
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  expect(session.prompt).toContain('export const LIMIT = 1000;');
  await session.act({ do: 'run', argv: ['sh', '-c', 'test ! -e src/new.mjs && grep -q LIMIT src/limits.mjs'] });
  await GOOD.add(session);
  await session.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
  expect(workshop.git('status', '--porcelain')).toBe(' M src/limits.mjs\n?? src/new.mjs');
  expect(workshop.git('stash', 'list')).toContain('stash@{0}');
});

test('a path with spaces, quotes and more is a path like any other', async () => {
  const odd = `it's a "place" $(touch P) é`;
  mkdirSync(path.join(workshop.root, odd));
  renameSync(workshop.repository, path.join(workshop.root, odd, 'abacus'));
  workshop.plays(GOOD);
  const ran = await workshop.xparWith({ cwd: path.join(odd, 'abacus') }, 'build', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('integrated')).toHaveLength(3);
});

test('a linked worktree shares what is kept: the same build from there is a null build', async () => {
  workshop.configure({ base: 'main' });
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  await workshop.xpar('build', 'add', '--json');
  workshop.git('worktree', 'add', '--quiet', '-b', 'side', '../side');
  const ran = await workshop.xparWith({ cwd: 'side' }, 'build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('started')).toEqual([]);
});

test('git variables of whoever calls lead nowhere', async () => {
  const other = path.join(workshop.root, 'other');
  mkdirSync(other);
  execFileSync('git', ['init', '--quiet'], { cwd: other });
  cpSync(path.join(workshop.repository, 'stories'), path.join(other, 'stories'), { recursive: true });
  const env = { GIT_DIR: path.join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: path.join(other, 'index') };
  workshop.plays(GOOD);
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(workshop.git('rev-parse', '--verify', 'xpar/integration')).toMatch(/^[0-9a-f]{40}$/);
});
