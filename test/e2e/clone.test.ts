import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { addedWith, sh } from '../rig/deeds.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();
const CLONE = { isolation: 'clone' };
const config = (): string => readFileSync(path.join(workshop.repository, '.git/config'), 'utf8');
const refs = (): string => workshop.git('for-each-ref', '--format=%(refname) %(objectname)');

const addWith = (deed: string): Promise<Ran> => addedWith(workshop, deed);

test('stories are built and integrated as ever, in repositories of their own', async () => {
  workshop.configure(CLONE);
  const build = workshop.start(['build', '--json', '-j', '2']);
  const [add, double] = [await workshop.stage.session('add'), await workshop.stage.session('double')];
  expect(statSync(path.join(add.cwd, '.git')).isDirectory()).toBe(true);
  await sh(add, 'git log -1 > /dev/null && git status --porcelain | cat');
  await GOOD.add(add);
  await GOOD.double(double);
  await add.exit(0);
  await double.exit(0);
  workshop.plays({ sum: GOOD.sum });
  const ran = await build.ended;
  expect(ran.code).toBe(0);
  expect(ran.told('problem')).toEqual([]);
  expect(workshop.git('ls-tree', '-r', '--name-only', 'xpar/integration')).toContain('src/sum.mjs');
  expect(existsSync(add.cwd)).toBe(false);
  expect(refs()).not.toContain('refs/heads/xpar/add');
});

test('hooks, config, filters, stash and refs in an agent\u2019s hands are its clone\u2019s, and no git of ours reads them', async () => {
  workshop.configure(CLONE);
  const mark = path.join(workshop.root, 'ran');
  const [before, stood] = [config(), workshop.git('for-each-ref', 'refs/heads/main', 'refs/tags', 'refs/stash')];
  const deeds = [
    'git -c user.name=x -c user.email=x@localhost stash --quiet --include-untracked',
    'git stash apply --quiet',
    'git update-ref refs/heads/main HEAD && git update-ref refs/heads/xpar/integration HEAD && git tag planted',
    'mkdir -p .git/info .git/hooks && echo "* filter=x" > .git/info/attributes',
    `printf '#!/bin/sh\ntouch "${mark}"\n' > .git/hooks/post-checkout && chmod +x .git/hooks/post-checkout`,
    `git config filter.x.clean "touch '${mark}'; cat"`,
    `git config core.fsmonitor "touch '${mark}'"`,
  ];
  const ran = await addWith(deeds.join('\n'));
  expect(ran.told('failed')).toEqual([]);
  expect(ran.code).toBe(0);
  expect(ran.told('problem')).toEqual([]);
  expect(existsSync(mark)).toBe(false);
  expect(config()).toBe(before);
  expect(workshop.git('for-each-ref', 'refs/heads/main', 'refs/tags', 'refs/stash')).toBe(stood);
});

test('a `.git` that leads to the person\u2019s own, or is gone, changes nothing: the files are the work', async () => {
  workshop.configure(CLONE);
  const head = workshop.git('rev-parse', 'HEAD');
  const ran = await addWith(`rm -rf .git && echo 'gitdir: ${workshop.repository}/.git' > .git`);
  expect(ran.code).toBe(0);
  expect(workshop.git('rev-parse', 'HEAD')).toBe(head);
  expect(workshop.git('status', '--porcelain', '--untracked-files=no')).toBe(' M xpar.config.json');
});

test('a `.git` that its agent took away is made anew: the files are the work', async () => {
  workshop.configure(CLONE);
  const ran = await addWith('rm -rf .git');
  expect(ran.told('failed')).toEqual([]);
  expect(ran.code).toBe(0);
});

test('a red lane is tried again from what it left, and what it left uncommitted is kept', async () => {
  workshop.configure({ ...CLONE, retries: 2 });
  workshop.plays({ add: BAD_ADD, 'add#2': GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.code).toBe(0);
  expect(ran.told('retrying')).toHaveLength(1);
});

test('a lane that was a worktree becomes a clone, and a clone a worktree', async () => {
  workshop.configure({ retries: 1 });
  workshop.plays({ add: BAD_ADD });
  expect((await workshop.xpar('build', 'add', '--json')).code).toBe(1);
  for (const isolation of ['clone', 'worktree']) {
    workshop.configure({ isolation, retries: 9 });
    await workshop.newStage();
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.next('add');
    expect(statSync(path.join(session.cwd, '.git')).isDirectory()).toBe(isolation === 'clone');
    await (isolation === 'clone' ? BAD_ADD : GOOD.add)(session);
    build.process.kill(isolation === 'clone' ? 'SIGINT' : 'SIGCONT');
    if (isolation === 'worktree') await session.exit(0);
    expect((await build.ended).code).toBe(isolation === 'clone' ? 130 : 0);
  }
});
