import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const nobody = ['-c', 'user.name=p', '-c', 'user.email=p@localhost'];

test('what a pull request merged in with a merge commit stays integrated: nothing is paid for twice', async () => {
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  workshop.git(...nobody, 'merge', '--quiet', '--no-ff', '-m', 'Merge pull request #1', 'xpar/integration');
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.code).toBe(0);
  expect(ran.told('started')).toEqual([]);
});

test('a build is refused while somebody stands on the branch that it moves', async () => {
  workshop.git('switch', '--quiet', '--create', 'xpar/integration');
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.code).toBe(2);
  expect(ran.refusals).toContain('checked-out');
  expect(workshop.git('status', '--porcelain')).toBe('');
});

test('an agent that moves the integration branch lands nothing by it: the branch is put back and that is told', async () => {
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await GOOD.add(session);
  const before = workshop.git('rev-parse', 'xpar/integration').trim();
  const tree = workshop.git('rev-parse', 'HEAD^{tree}').trim();
  const forged = workshop
    .git(...nobody, 'commit-tree', tree, '-p', before, '-m', 'double: x\n\nXpar-Story: double\nXpar-Key: forged')
    .trim();
  await session.act({ do: 'run', argv: ['git', 'update-ref', 'refs/heads/xpar/integration', forged] });
  await session.exit(0);
  const ran = await build.ended;
  expect(ran.code).toBe(0);
  expect(ran.told('problem').map(({ finding }) => finding.problem.reason)).toContain('integration-moved');
  expect(workshop.git('log', '--format=%B', 'xpar/integration')).not.toContain('Xpar-Story: double');
  expect(workshop.git('for-each-ref', '--format=%(objectname)', 'refs/xpar/backup/integration/').trim()).toBe(forged);
});

test('a commit that one agent plants on the branch of another story is not taken for its work', async () => {
  const build = workshop.start(['build', 'add', 'double', '-j', '1', '--json']);
  const add = await workshop.stage.session('add');
  await GOOD.add(add);
  await add.act({ do: 'run', argv: ['git', 'branch', '--force', 'xpar/double', 'HEAD'] });
  await add.act({
    do: 'run',
    argv: [
      'sh',
      '-c',
      'echo planted > planted.txt && git add planted.txt && git commit --quiet -m planted && git branch --force xpar/double HEAD && git reset --quiet --hard HEAD~1',
    ],
  });
  await GOOD.add(add);
  await add.exit(0);
  const double = await workshop.stage.session('double');
  await GOOD.double(double);
  await double.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
  expect(workshop.git('ls-tree', '--name-only', '-r', 'xpar/integration')).not.toContain('planted.txt');
});
