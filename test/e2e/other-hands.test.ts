import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const at = (name: string): string => path.join(workshop.repository, name);
const tip = (): string => workshop.git('rev-parse', 'xpar/integration');

async function built(...targets: string[]): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', ...targets, '--json')).toMatchObject({ code: 0 });
}

/** As a test begins with it. */
const begunWith = madeOnce(workshop, built);

/** Stories that are integrated, by trailers. */
function integrated(): readonly string[] {
  const format = '--format=%(trailers:key=Xpar-Story,valueonly,separator=)';
  return workshop
    .git('log', format, '--first-parent', 'xpar/integration')
    .split('\n')
    .filter((id) => id !== '')
    .toSorted();
}

describe('the integration branch in other hands', () => {
  const nobody = ['-c', 'user.name=p', '-c', 'user.email=p@localhost'];
  const onTop = (message: string, parent: string): string =>
    workshop.git(...nobody, 'commit-tree', `${parent}^{tree}`, '-p', parent, '-m', message);

  test('moved forward by a person is where the next build goes on', async () => {
    await begunWith('add');
    const mine = onTop('mine', tip());
    workshop.git('update-ref', 'refs/heads/xpar/integration', mine);
    await built('double');
    expect(integrated()).toEqual(['add', 'double']);
    workshop.git('merge-base', '--is-ancestor', mine, 'xpar/integration');
  });

  test('moved aside has lost what it held: that is built again, from what is there', async () => {
    await begunWith('add');
    const aside = onTop('aside', 'main');
    workshop.git('update-ref', 'refs/heads/xpar/integration', aside);
    const { stdout } = await workshop.xpar('doctor');
    expect(stdout).toMatch(/trailers lost +add landed as/);
    await workshop.newStage();
    await built('add');
    expect(integrated()).toEqual(['add']);
    workshop.git('merge-base', '--is-ancestor', aside, 'xpar/integration');
  });

  test('deleted is made again from the base', async () => {
    await begunWith('add');
    workshop.git('branch', '-D', 'xpar/integration');
    await workshop.newStage();
    await built('add');
    expect(integrated()).toEqual(['add']);
  });

  test('deleted while a build runs is put back, and told', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    workshop.git('update-ref', '-d', 'refs/heads/xpar/integration');
    await GOOD.add(session);
    await session.exit(0);
    const ran = await build.ended;
    expect(ran.code).toBe(0);
    expect(ran.told('problem').map(({ finding }) => finding.problem.reason)).toEqual(['integration-moved']);
    expect(integrated()).toEqual(['add']);
  });

  test('with a lock that a killed git left on it goes on after a moment', async () => {
    await begunWith('add');
    writeFileSync(at('.git/refs/heads/xpar/integration.lock'), '');
    await built('double');
    expect(integrated()).toEqual(['add', 'double']);
  });

  test('with refs that git cannot write stops with its words: nobody is said to have moved anything', async () => {
    await begunWith('add');
    writeFileSync(at('.git/packed-refs.lock'), '');
    workshop.plays({ double: GOOD.double });
    const ran = await workshop.xpar('build', 'double', '--json');
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).toContain('packed-refs.lock');
    expect(ran.stdout + ran.stderr).not.toContain('integration-moved');
    rmSync(at('.git/packed-refs.lock'));
    expect((await workshop.xpar('build', 'double', '--json')).code).toBe(0);
    expect(integrated()).toEqual(['add', 'double']);
  });
});
