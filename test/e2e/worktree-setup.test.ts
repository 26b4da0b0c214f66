import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const outside = (name: string): string => path.join(workshop.root, name);

/** A shell command that appends `text`, expanded by the shell, to a file outside every checkout. */
function notes(file: string, text: string): readonly string[] {
  return ['sh', '-c', `echo "${text}" >> "${outside(file)}"`];
}

function noted(file: string): readonly string[] {
  return existsSync(outside(file)) ? readFileSync(outside(file), 'utf8').trim().split('\n') : [];
}

const problems = (ran: { told(t: 'problem'): readonly { finding: { problem: object } }[] }): readonly object[] =>
  ran.told('problem').map(({ finding }) => finding.problem);

describe('a setup that fails', () => {
  test('starts no agent, and is no attempt', async () => {
    workshop.configure({ worktree: { setup: [['sh', '-c', 'echo no such mirror; exit 3']] } });
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 1 });
    expect(built.told('failed')[0]?.finding.problem).toMatchObject({ reason: 'setup-failed', detail: 'no such mirror' });
    expect(workshop.stage.begun).toEqual([]);
    expect(workshop.read('.xpar/journal.jsonl')).not.toContain('"counts":true');
  });

  test('is told and gone past with `onSetupFailure: warn`, the commands after it too', async () => {
    workshop.configure({ worktree: { setup: [['false'], notes('setup', 'second')], onSetupFailure: 'warn' } });
    workshop.plays(GOOD);
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 0 });
    expect(problems(built)).toContainEqual(expect.objectContaining({ reason: 'setup-failed', command: 'false' }));
    expect(noted('setup')[0]).toBe('second');
  });
});

describe('a teardown', () => {
  test('runs in the worktree before it goes, with its story and its port', async () => {
    workshop.configure({ worktree: { teardown: [notes('down', '$PWD $XPAR_STORY $XPAR_PORT')], ports: [20_100, 20_199] } });
    workshop.plays(GOOD);
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
    expect(noted('down')).toEqual([expect.stringMatching(/abacus\.xpar\/add add 201\d\d$/)]);
    expect(existsSync(outside('abacus.xpar/add'))).toBe(false);
  });

  test('that fails is told, and the worktree goes all the same', async () => {
    workshop.configure({ worktree: { teardown: [['false']] } });
    workshop.plays(GOOD);
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 0 });
    expect(problems(built)).toContainEqual(expect.objectContaining({ reason: 'teardown-failed', keeps: false }));
    expect(existsSync(outside('abacus.xpar/add'))).toBe(false);
  });

  test('with `onTeardownFailure: fail` keeps the worktree until it goes through', async () => {
    const teardown = [['sh', '-c', `test -e "${outside('may-go')}"`]];
    workshop.configure({ worktree: { teardown, onTeardownFailure: 'fail' } });
    workshop.plays(GOOD);
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 0 });
    expect(problems(built)).toContainEqual(expect.objectContaining({ reason: 'teardown-failed', keeps: true }));
    expect(built.told('integrated')).toHaveLength(1);
    expect(existsSync(outside('abacus.xpar/add'))).toBe(true);
    writeFileSync(outside('may-go'), '');
    const next = await workshop.xpar('build', 'add', '--json');
    expect([next.code, next.told('started')]).toEqual([0, []]);
    expect(existsSync(outside('abacus.xpar/add'))).toBe(false);
  });
});

describe('a port', () => {
  test('is the same for setup, agent and gate of one lane, and another for the lane beside it', async () => {
    const check = `echo "$PWD $XPAR_PORT" >> "${outside('ports')}"; node check.mjs`;
    workshop.configure({
      worktree: { setup: [notes('ports', '$PWD $XPAR_PORT')], ports: [20_200, 20_203] },
      gates: [{ name: 'checks', command: ['sh', '-c', check] }],
    });
    const build = workshop.start(['build', 'add', 'double', '-j', '2', '--json']);
    const sessions = [await workshop.stage.session('add'), await workshop.stage.session('double')];
    for (const session of sessions)
      await session.act({ do: 'run', argv: ['sh', '-c', `echo "$PWD $XPAR_PORT" >> "${outside('ports')}"`] });
    for (const [at, name] of (['add', 'double'] as const).entries()) {
      await GOOD[name](sessions[at]!);
      await sessions[at]!.exit(0);
    }
    expect(await build.ended).toMatchObject({ code: 0 });
    const portsOf = (lane: string): readonly string[] =>
      noted('ports').flatMap((line) => (line.includes(`.xpar/${lane} `) ? [line.split(' ')[1]!] : []));
    expect(portsOf('add')).toHaveLength(3);
    expect(new Set(portsOf('add')).size).toBe(1);
    expect(new Set(portsOf('double')).size).toBe(1);
    expect(portsOf('add')[0]).not.toBe(portsOf('double')[0]);
  });

  test('that somebody listens on is not given; where none is free the lane says so and is no attempt', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    workshop.configure({ worktree: { ports: [port, port] } });
    workshop.plays(GOOD);
    const refused = await workshop.xpar('build', 'add', '--json');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.told('failed')[0]?.finding.problem).toMatchObject({ reason: 'no-port', first: port, last: port });
    await new Promise((resolve) => server.close(resolve));
    workshop.configure({ worktree: { ports: [20_300, 20_399] } });
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  });
});

test('a lane is not started while less than the floor is free, and the build says where and how much', async () => {
  workshop.configure({ worktree: { diskFloor: '900000TB' } });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built).toMatchObject({ code: 1 });
  expect(built.told('failed')[0]?.finding.problem).toMatchObject({ reason: 'disk-low', floorBytes: 9e17 });
  expect(existsSync(outside('abacus.xpar/add'))).toBe(false);
  workshop.configure({ worktree: { diskFloor: '0MB' } });
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('a lane that cannot have a worktree of its own fails: nothing is built in the checkout instead', async () => {
  writeFileSync(outside('abacus.xpar'), 'in the way');
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built.code).not.toBe(0);
  expect(workshop.stage.begun).toEqual([]);
  expect(workshop.git('status', '--porcelain')).not.toContain('src/');
});
