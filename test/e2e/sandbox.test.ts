import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BWRAP } from '../../src/agents/sandbox.ts';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const PROJECT = path.resolve(import.meta.dirname, '../..');
const bwrap = bubblewraps();

/** Is it here, and does this machine let it make its namespaces? */
function bubblewraps(): boolean {
  try {
    const [program = '', ...flags] = BWRAP;
    execFileSync(program, [...flags, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function sh(session: StagedSession, script: string): Promise<void> {
  await session.act({ do: 'run', argv: ['sh', '-ec', script] });
}

/** A program in front of the person's PATH. */
function program(name: string, script: string): Record<string, string> {
  const folder = path.join(workshop.root, 'programs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, name), 0o755);
  return { PATH: [folder, workshop.shellEnv['PATH']].join(path.delimiter) };
}

describe('a sandbox that is asked for and does not work is an error before anything starts', () => {
  test.each([
    ['that is not there', ['no-such-sandbox'], 'there is no program `no-such-sandbox`'],
    ['that fails', ['false'], 'exit code 1'],
  ])('one %s', async (_, sandbox, detail) => {
    workshop.configure({ sandbox });
    const ran = await workshop.xpar('build', 'add', '--json');
    expect(ran.code).toBe(2);
    expect(ran.refusals).toContain('sandbox-unusable');
    expect(ran.stdout + ran.stderr).toContain(detail);
    expect(workshop.stage.begun).toEqual([]);
    const checked = await workshop.xpar('doctor');
    expect(checked.code).not.toBe(0);
    expect(checked.stdout).toContain(detail);
  });

  test('bubblewrap without the right to make namespaces', async () => {
    workshop.configure({ sandbox: 'bwrap' });
    const env = program('bwrap', 'echo "bwrap: No permissions to create new namespace" >&2; exit 1');
    const ran = await workshop.xparWith({ env }, 'build', 'add', '--json');
    expect(ran.code).toBe(2);
    expect(ran.stdout + ran.stderr).toContain('No permissions to create new namespace');
    expect(workshop.stage.begun).toEqual([]);
  });
});

test('a command stands before the agent\u2019s own, which is told nothing of it', async () => {
  const mark = path.join(workshop.root, 'went-through');
  const env = program('inside', `[ "$1" = true ] || echo "$@" > '${mark}'; exec "$@"`);
  workshop.configure({ sandbox: ['inside'] });
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(readFileSync(mark, 'utf8')).toContain('scripted-agent');
});

test('sandbox-runtime gets a settings file of its own, and the hosts of the config', async () => {
  const mark = path.join(workshop.root, 'settings');
  const env = program('srt', `[ "$1" = true ] && exit 0; cp "$2" '${mark}'; shift 2; exec "$@"`);
  workshop.configure({ sandbox: { use: 'srt', domains: ['api.anthropic.com'], writable: ['~/.npm'], hidden: ['~/diary'] } });
  mkdirSync(path.join(workshop.root, 'home/diary'), { recursive: true });
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  const { network, filesystem } = JSON.parse(readFileSync(mark, 'utf8')) as {
    network: { allowedDomains: string[] };
    filesystem: { allowWrite: string[]; denyRead: string[] };
  };
  expect(network.allowedDomains).toEqual(['api.anthropic.com']);
  expect(filesystem.allowWrite).toContain(path.join(workshop.root, 'home/.npm'));
  expect(filesystem.denyRead).toEqual(expect.arrayContaining([path.join(workshop.root, 'home/diary')]));
});

test('keys of the one sandbox are refused in the other: nobody believes that they hold', async () => {
  workshop.configure({ sandbox: { use: 'bwrap', domains: ['api.anthropic.com'] } });
  const ran = await workshop.xpar('lint');
  expect(ran.code).toBe(2);
  expect(ran.stdout + ran.stderr).toContain('sandbox.domains');
});

/** The scripted agent may stand below a temporary folder itself. */
const SANDBOX = { use: 'bwrap', readable: [PROJECT] };

describe.runIf(bwrap)('in bubblewrap', () => {
  test('an agent does its work and tells of it, and can write nothing else', async () => {
    workshop.configure({ sandbox: SANDBOX });
    workshop.git('config', 'extensions.worktreeConfig', 'true');
    const before = readFileSync(path.join(workshop.repository, '.git/config'), 'utf8');
    const home = path.join(workshop.root, 'home');
    mkdirSync(path.join(home, '.ssh'), { recursive: true });
    writeFileSync(path.join(home, '.ssh/id'), 'key');
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await GOOD.add(session);
    const common = path.join(workshop.repository, '.git');
    for (const deed of [
      `echo x >> '${common}/config'`,
      `mkdir -p '${common}/hooks' && echo x > '${common}/hooks/post-commit'`,
      `echo 'gitdir: /tmp' > .git`,
      `echo x >> "$(git rev-parse --git-dir)/config.worktree"`,
      `git update-ref refs/heads/main HEAD`,
      `cat '${home}/.ssh/id'`,
    ])
      await expect(sh(session, deed)).rejects.toThrow('Command failed');
    // Below a temporary folder the checkout is not even there.
    await sh(session, `mkdir -p '${workshop.repository}/src' && echo x > '${workshop.repository}/src/planted' || true`);
    await sh(session, 'echo private > /tmp/xpar-sandbox-private');
    await sh(session, 'git -c user.name=x -c user.email=x@localhost commit --quiet --allow-empty -m mine');
    await session.exit(0);
    const ran = await build.ended;
    expect(ran.code).toBe(0);
    expect(ran.told('usage')).not.toEqual([]);
    expect(ran.told('problem')).toEqual([]);
    expect(readFileSync(path.join(common, 'config'), 'utf8')).toBe(before);
    expect(existsSync('/tmp/xpar-sandbox-private')).toBe(false);
    expect(workshop.exists('src/planted')).toBe(false);
  });

  test('a lane that is a clone is shut up too, and commits in it', async () => {
    workshop.configure({ sandbox: SANDBOX, isolation: 'clone' });
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await GOOD.add(session);
    await sh(session, 'git -c user.name=x -c user.email=x@localhost commit --quiet --allow-empty -m mine && git log -2 | cat');
    await expect(sh(session, `echo x > '${workshop.repository}/.git/objects/x'`)).rejects.toThrow('Command failed');
    await session.exit(0);
    expect(await build.ended).toMatchObject({ code: 0 });
  });

  test('one that goes deaf is stopped with all that it started', async () => {
    workshop.configure({ sandbox: SANDBOX, timeouts: { wall: '3s' }, retries: 1 });
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await session.act({ do: 'go-deaf' });
    await sh(session, 'setsid sleep 1000 > /dev/null 2>&1 < /dev/null &');
    const ran = await build.ended;
    expect(ran.told('failed')[0]!.finding.problem).toMatchObject({ outcome: 'stopped' });
    expect(workshop.leftovers()).toEqual([]);
  });

  test('a killed xpar leaves nobody in it', async () => {
    workshop.configure({ sandbox: SANDBOX });
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await sh(session, 'setsid sleep 1000 > /dev/null 2>&1 < /dev/null &');
    build.process.kill('SIGKILL');
    await session.gone;
    await build.ended;
    await expect.poll(() => workshop.leftovers(), { timeout: 5_000 }).toEqual([]);
  });
});
