import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { sh } from '../rig/deeds.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const checkout = (...names: string[]): string => path.join(workshop.root, 'abacus.xpar/.checkout', ...names);
const inCheckout = (...args: string[]): string => workshop.git('-C', checkout(), ...args).trim();
const touched = (story: string): string =>
  workshop.git('log', '--format=', '--name-only', '--no-merges', `--grep=^Story: ${story}$`, 'xpar/integration').trim();
const backups = (of: string): readonly string[] =>
  workshop.git('for-each-ref', '--format=%(refname)', `refs/xpar/backup/${of}`).trim().split('\n').filter(Boolean);

test('sessions at once in one checkout: each commit holds its own files, is gated alone, and a retry goes on there', async () => {
  const { stage } = workshop;
  const build = workshop.start(['build', '--mode', 'shared', '--json']);
  const [add, double] = await Promise.all([stage.session('add'), stage.session('double')]);
  expect([add.cwd, double.cwd]).toEqual([checkout(), checkout()]);
  expect(add.prompt).toContain('# A shared checkout');
  await double.act({ do: 'write', path: checkout('src/double.mjs'), text: 'half' });
  await BAD_ADD(add);
  // Not believed, and no reason to stop.
  await sh(add, 'git add src/add.mjs && git -c user.name=a -c user.email=a@b commit -qm mine');
  await add.exit(0);
  const again = await stage.session('add', 2);
  expect(readFileSync(checkout('src/add.mjs'), 'utf8')).toContain('a - b');
  await GOOD.add(again);
  await again.exit(0);
  const sum = await stage.session('sum');
  // What landed is there, what is under way is as it was.
  expect(readFileSync(checkout('src/add.mjs'), 'utf8')).toContain('a + b');
  expect(readFileSync(checkout('src/double.mjs'), 'utf8')).toBe('half');
  await GOOD.sum(sum);
  await sum.exit(0);
  await GOOD.double(double);
  await double.exit(0);
  const ran = await build.ended;
  expect([ran.code, ran.told('integrated').length]).toEqual([0, 3]);
  for (const story of ['add', 'double', 'sum']) expect(touched(story)).toBe(`checks/${story}.mjs\nsrc/${story}.mjs`);
  expect(ran.told('retrying').map(({ story, finding }) => [story, finding.problem.reason])).toEqual([['add', 'gate-red']]);
  const moved = ran.told('problem').filter(({ finding }) => finding.problem.reason === 'checkout-moved');
  expect(moved.map(({ finding }) => finding.problem)).toMatchObject([{ stories: ['add', 'double'] }]);
  expect([inCheckout('status', '--porcelain'), existsSync(checkout('src/double.mjs'))]).toEqual(['', false]);
  const second = await workshop.xpar('build', '--mode', 'shared', '--json');
  expect([second.code, second.told('started')]).toEqual([0, []]);
  expect((await workshop.xpar('clean', '--json')).stdout).toContain('.checkout');
});

test('an edit outside the files of all at work stops the run with the path and who was in session, and nothing is lost', async () => {
  workshop.configure({ parallel: { mode: 'shared', stagger: '0s' }, sandbox: ['env'] });
  workshop.commit('One checkout');
  const { stage } = workshop;
  const build = workshop.start(['build', 'add', 'double', '--json']);
  const [add, double] = await Promise.all([stage.session('add'), stage.session('double')]);
  await double.act({ do: 'write', path: checkout('src/double.mjs'), text: 'half' });
  await GOOD.add(add);
  await add.act({ do: 'write', path: checkout('notes/mine'), text: 'outside' });
  await sh(add, 'echo >> src/limits.mjs');
  await add.exit(0);
  const ran = await build.ended;
  const [found] = ran.told('problem').filter(({ finding }) => finding.problem.reason === 'edit-outside');
  const [kept = ''] = backups('_checkout');
  expect([ran.code, found!.finding.problem]).toEqual([
    1,
    {
      reason: 'edit-outside',
      stories: ['add', 'double'],
      paths: ['notes/mine', 'src/limits.mjs'],
      scope: ['checks/add.mjs', 'checks/double.mjs', 'src/add.mjs', 'src/double.mjs'],
      kept,
    },
  ]);
  expect(workshop.git('show', `${kept}:notes/mine`).trim()).toBe('outside');
  expect(workshop.git('show', `${backups('double')[0]}:src/double.mjs`).trim()).toBe('half');
  expect([inCheckout('status', '--porcelain'), backups('_checkout')]).toEqual(['', [kept]]);
  await workshop.newStage();
  workshop.plays({ 'double#1': GOOD.double, 'double#2': GOOD.double });
  const then = await workshop.xpar('build', 'add', 'double', '--json');
  expect([then.code, then.told('integrated').length, workshop.stage.begun.length]).toEqual([0, 2, 1]);
});

test('a build that is killed loses nothing: what each lane had is kept as its own, and the next build goes on', async () => {
  workshop.configure({ parallel: { mode: 'shared', stagger: '0s' } });
  workshop.commit('One checkout');
  const { stage } = workshop;
  const going = workshop.start(['build', 'add', 'double', '--json']);
  const [add, double] = await Promise.all([stage.session('add'), stage.session('double')]);
  await add.act({ do: 'write', path: checkout('src/add.mjs'), text: 'some of add' });
  await double.act({ do: 'write', path: checkout('src/double.mjs'), text: 'some of double' });
  await sh(double, 'echo mine > stray');
  going.process.kill('SIGKILL');
  await going.ended;
  expect((await workshop.xpar('clean', '--json')).stdout).toContain('.checkout');
  await workshop.newStage();
  workshop.plays({ add: GOOD.add, double: GOOD.double });
  const ran = await workshop.xpar('build', 'add', 'double', '--json');
  expect([ran.code, ran.told('integrated').length]).toEqual([0, 2]);
  expect(workshop.git('show', `${backups('add')[0]}:src/add.mjs`).trim()).toBe('some of add');
  expect(workshop.git('ls-tree', '--name-only', `${backups('double')[0]}:src`).trim()).toBe('double.mjs\nlimits.mjs');
  const left = ran.told('problem').filter(({ finding }) => finding.problem.reason === 'checkout-left');
  expect(left.map(({ finding }) => finding.problem)).toMatchObject([{ paths: ['stray'], kept: backups('_checkout')[0] }]);
});

test('a story without files, and what leaves overlaps to a merge, are refused with what to do', async () => {
  workshop.edit('stories/double.md', (text) => text.replace(/^files:.*\n/m, ''));
  const plan = await workshop.xpar('plan', '--mode', 'shared');
  expect([plan.code, plan.stderr]).toMatchObject([0, expect.stringMatching(/stories\/double\.md.*shared-without-files/)]);
  expect(plan.stderr).toContain('--mode worktree');
  expect((await workshop.xpar('why', 'double', '--mode', 'shared')).stdout).toContain('shared-without-files');
  expect((await workshop.xpar('why', 'double')).stdout).not.toContain('shared-without-files');
  const build = await workshop.xpar('build', 'double', '--mode', 'shared', '--json');
  expect([build.code, build.told('problem')[0]!.finding.problem.reason]).toEqual([1, 'shared-without-files']);
  const pair = await workshop.xpar('build', '--mode', 'shared', '--conflicts', 'optimistic');
  expect([pair.code, workshop.stage.begun]).toMatchObject([2, []]);
});
