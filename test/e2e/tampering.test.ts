import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { addedWith, sh } from '../rig/deeds.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();

const inGit = (name: string): string => path.join(workshop.repository, '.git', name);
const lane = (story: string): string => path.join(workshop.root, 'abacus.xpar', story);
const told = (ran: Ran): readonly string[] => ran.told('problem').map(({ finding }) => finding.problem.reason);
const failedFor = (ran: Ran): readonly string[] => ran.told('failed').map(({ finding }) => finding.problem.reason);

const addWith = (deed: string): Promise<Ran> => addedWith(workshop, deed);

describe('an agent that plants something git would run is put out, and what it changed is as it was', () => {
  const git = `${'$'}(git rev-parse --git-common-dir)`;
  const DEEDS: readonly (readonly [name: string, file: string, deed: string])[] = [
    ['a folder of hooks in the config', 'config', 'git config core.hooksPath /tmp/planted'],
    ['a file monitor', 'config', 'git config core.fsmonitor "touch ran"'],
    ['a filter', 'config', 'git config filter.x.clean "touch ran"'],
    [
      'a filter, by attributes nobody commits',
      'info/attributes',
      `mkdir -p ${git}/info && echo "* filter=x" > ${git}/info/attributes`,
    ],
    ['a merge driver', 'config', 'git config merge.x.driver "touch ran"'],
    ['a file that the config takes in', 'config', 'git config include.path planted'],
    [
      'a hook',
      'hooks/post-commit',
      `mkdir -p ${git}/hooks && printf '#!/bin/sh\\n' > ${git}/hooks/post-commit && chmod +x ${git}/hooks/post-commit`,
    ],
    ['a link for the hooks', 'hooks', `rm -rf ${git}/hooks && ln -s /tmp ${git}/hooks`],
    ['paths that git hides', 'info/exclude', `mkdir -p ${git}/info && echo src > ${git}/info/exclude`],
  ];
  test.each(DEEDS)('%s', async (_, file, deed) => {
    const before = existsSync(inGit('config')) && readFileSync(inGit('config'), 'utf8');
    const ran = await addWith(deed);
    expect(ran.code).toBe(1);
    expect(failedFor(ran)).toEqual(['git-tampered']);
    const { problem } = ran.told('failed')[0]!.finding;
    expect(problem).toMatchObject({ stories: ['add'], isBack: true });
    expect(JSON.stringify(problem)).toContain(`.git/${file}`);
    expect(readFileSync(inGit('config'), 'utf8')).toBe(before);
    expect(workshop.git('log', '--format=%B', 'xpar/integration')).not.toContain('Xpar-Story: add');
    expect(ran.told('retrying')).toEqual([]);
  });

  test('what was planted is kept where no git looks, and the message says where', async () => {
    const ran = await addWith(
      `printf '#!/bin/sh\\necho mine\\n' > ${git}/hooks/pre-push || (mkdir -p ${git}/hooks && printf mine > ${git}/hooks/pre-push)`,
    );
    const { problem } = ran.told('failed')[0]!.finding as { problem: { kept: string } };
    expect(readFileSync(path.join(problem.kept, 'hooks-pre-push'), 'utf8')).toContain('mine');
    expect(existsSync(inGit('hooks/pre-push'))).toBe(false);
  });
});

test('its own pointer to the repository replaced puts a lane out, and the pointer is put back', async () => {
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  const pointer = path.join(lane('add'), '.git');
  const before = readFileSync(pointer, 'utf8');
  await GOOD.add(session);
  await sh(session, `rm .git && git init --quiet . && git -c user.name=x -c user.email=x@y commit --quiet --allow-empty -m x`);
  await session.exit(0);
  const ran = await build.ended;
  expect(failedFor(ran)).toEqual(['git-tampered']);
  expect(readFileSync(pointer, 'utf8')).toBe(before);
});

test('a worktree that its agent deleted puts the lane out; the next build makes a new one', async () => {
  const ran = await addWith('cd / && rm -rf "$OLDPWD"');
  expect(failedFor(ran)).toEqual(['git-tampered']);
  await workshop.newStage();
  workshop.plays({ 'add#2': GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('an agent that writes whose name stands on its commits is no intruder: the config is put back, and its work stands', async () => {
  const before = readFileSync(inGit('config'), 'utf8');
  const ran = await addWith('git config user.email agent@localhost');
  expect(ran.code).toBe(0);
  expect(told(ran)).toEqual(['git-tampered']);
  expect(readFileSync(inGit('config'), 'utf8')).toBe(before);
});

test('a moved HEAD, a lock and half a rebase are a lane\u2019s own affair: what stands in its tree is its work', async () => {
  const ran = await addWith(
    'git checkout --quiet --detach && touch "$(git rev-parse --git-dir)/index.lock" && mkdir "$(git rev-parse --git-dir)/rebase-merge"',
  );
  expect(ran.code).toBe(0);
  expect(failedFor(ran)).toEqual([]);
});

describe('refs', () => {
  test('on which only xpar moves go back, and what was put there is kept', async () => {
    const ran = await addWith('git branch xpar/planted HEAD && git update-ref refs/xpar/accepted/double HEAD');
    expect(ran.code).toBe(0);
    expect(told(ran)).toEqual(['refs-put-back']);
    expect(workshop.git('for-each-ref', 'refs/heads/xpar/planted', 'refs/xpar/accepted')).toBe('');
    expect(workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup')).toMatch(/planted/);
  });

  test('of a person that go forward or are new are told, and left', async () => {
    const ran = await addWith('git branch mine HEAD');
    expect(told(ran)).toEqual(['refs-moved']);
    expect(workshop.git('rev-parse', 'mine')).toBe(workshop.git('rev-parse', 'main'));
    workshop.git('branch', '-D', 'mine');
  });

  test('of a person that are deleted or led elsewhere are left too, and what they held is kept', async () => {
    workshop.git('branch', 'old');
    workshop.git('-c', 'user.name=p', '-c', 'user.email=p@localhost', 'commit', '--quiet', '--allow-empty', '-m', 'mine');
    const mine = workshop.git('rev-parse', 'HEAD');
    const ran = await addWith('git branch -D old && git update-ref refs/heads/main HEAD~1');
    expect(told(ran)).toEqual(['refs-rewound']);
    const kept = workshop.git('for-each-ref', '--format=%(objectname)', 'refs/xpar/backup/main');
    expect(kept).toBe(mine);
    workshop.git('update-ref', 'refs/heads/main', mine);
    workshop.git('branch', 'old', 'main~1');
  });

  test('a person who commits and pushes meanwhile is in nobody\u2019s way', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await GOOD.add(session);
    workshop.git('-c', 'user.name=p', '-c', 'user.email=p@localhost', 'commit', '--quiet', '--allow-empty', '-m', 'mine');
    workshop.git('config', 'branch.main.merge', 'refs/heads/main');
    await session.exit(0);
    const ran = await build.ended;
    expect(ran.code).toBe(0);
    expect(told(ran)).toEqual(['refs-moved']);
    expect(workshop.git('log', '-1', '--format=%s', 'main')).toBe('mine');
    expect(workshop.git('config', 'branch.main.merge')).toBe('refs/heads/main');
  });
});

test('of two lanes in flight either may have done it: both are named and put out, and both may go again', async () => {
  const build = workshop.start(['build', 'add', 'double', '--json']);
  const [add, double] = [await workshop.stage.session('add'), await workshop.stage.session('double')];
  await GOOD.add(add);
  await GOOD.double(double);
  await sh(double, 'git config core.hooksPath /tmp/planted');
  await add.exit(0);
  await add.gone;
  await double.exit(0);
  const ran = await build.ended;
  expect(failedFor(ran)).toEqual(['git-tampered', 'git-tampered']);
  expect(ran.told('problem')[0]!.finding.problem).toMatchObject({ stories: ['add', 'double'] });
  expect(readFileSync(inGit('config'), 'utf8')).not.toContain('planted');
});

test('hooks and config that a person changes between lanes stay', async () => {
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  workshop.git('config', 'core.editor', 'vim');
  writeFileSync(inGit('hooks-mine'), '');
  workshop.plays({ double: GOOD.double });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  expect(workshop.git('config', 'core.editor')).toBe('vim');
  rmSync(inGit('hooks-mine'));
});

test('what an agent planted whose build was killed is not the next one\u2019s ground: it is put back, told, and kept', async () => {
  const before = readFileSync(inGit('config'), 'utf8');
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await GOOD.add(session);
  await sh(session, 'git config core.fsmonitor "touch ran"');
  build.process.kill('SIGKILL');
  await build.ended;
  expect(readFileSync(inGit('config'), 'utf8')).not.toBe(before);
  await workshop.newStage();
  workshop.plays({ 'add#2': GOOD.add, add: GOOD.add });
  // What it puts back is no trespass.
  const next = await workshop.start(['build', 'add', '--json']).ended;
  expect(next).toMatchObject({ code: 0 });
  const [problem] = next
    .told('problem')
    .flatMap(({ finding }) => (finding.problem.reason === 'git-tampered' ? finding.problem : []));
  expect(problem).toMatchObject({ stories: ['add'], what: ['.git/config (core.fsmonitor)'], isBack: true });
  expect(readFileSync(path.join(problem!.kept!, 'config'), 'utf8')).toContain('touch ran');
  expect(readFileSync(inGit('config'), 'utf8')).toBe(before);
  // A build that has its end leaves nothing to hold a person's own changes against.
  workshop.git('config', 'core.editor', 'vim');
  workshop.plays({ double: GOOD.double });
  expect(told(await workshop.xpar('build', 'double', '--json'))).toEqual([]);
  expect(workshop.git('config', 'core.editor')).toBe('vim');
});

test('a suite outside of any lane is looked after too: of a base that moved, and of what is rejected', async () => {
  const flag = path.join(workshop.root, 'plants');
  const script = `case "$PWD" in *.suite) [ ! -e '${flag}' ] || git config core.fsmonitor "touch ran";; esac; node check.mjs`;
  workshop.configure({ base: 'main', gates: [{ name: 'checks', command: ['sh', '-c', script] }] });
  workshop.commit('The base is main');
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  const before = readFileSync(inGit('config'), 'utf8');
  writeFileSync(flag, '');
  workshop.write('src/more.mjs', 'export const more = 1;\n');
  workshop.commit('More');
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect([told(ran), readFileSync(inGit('config'), 'utf8')]).toEqual([['git-tampered'], before]);
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const rejected = await workshop.xpar('reject', 'add', '--why', 'no');
  expect(rejected).toMatchObject({ code: 1, refusals: ['git-tampered'] });
  expect([workshop.git('rev-parse', 'xpar/integration'), readFileSync(inGit('config'), 'utf8')]).toEqual([tip, before]);
});
