import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { expect, test } from 'vitest';
import { runApart } from '../../src/host/started-apart.ts';
import type { ProgramCall, ProgramEnd } from '../../src/host/run-program.ts';

const env = { PATH: process.env['PATH'] ?? '' };

function call(script: string, more: Partial<ProgramCall> = {}): ProgramCall {
  return { file: 'sh', args: ['-c', script], cwd: os.tmpdir(), env, limitMs: 60_000, ...more };
}

async function parentOf(): Promise<number> {
  const { stdout } = await runApart(call('echo $PPID'));
  return Number(Buffer.from(stdout).toString());
}

/** Until there is a starter, and it has begun. */
async function starter(): Promise<number> {
  let found = process.pid;
  await expect.poll(async () => (found = await parentOf()), { interval: 1, timeout: 20_000 }).not.toBe(process.pid);
  return found;
}

function plain({ stdout, stderr, ...end }: ProgramEnd): object {
  return { ...end, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
}

test.skipIf(process.platform === 'win32')('programs run apart answer as those do that are started here', async () => {
  const calls = [
    call('cat; echo told >&2; pwd; exit 3', { input: 'given\n' }),
    call('env', { env: { ...env, ONE: 'a b' } }),
    call('kill -9 $$'),
    call('', { cwd: '/no/such/folder' }),
    { ...call(''), file: 'no-such-program' },
    call('', { cwd: process.execPath }),
    call('', { args: ['-c', '', 'x'.repeat(1_000_000)] }),
    call('echo half; sleep 600', { limitMs: 100 }),
    call('exit 0', { input: 'x'.repeat(1_000_000) }),
    call("head -c 3000000 /dev/zero | tr '\\0' x"),
  ];
  // The first few of a process are started by it.
  const here = [];
  for (const one of calls) here.push(plain(await runApart(one)));
  await starter();
  const apart = await Promise.all(calls.map(async (one) => plain(await runApart(one))));
  expect(apart).toEqual(here);
  expect(here[0]).toMatchObject({ code: 3, stderr: 'told\n', hung: false });
  expect(here[7]).toMatchObject({ code: null, hung: true, stdout: 'half\n' });
  expect(here.slice(3, 7)).toMatchObject(
    ['ENOENT', 'ENOENT', 'ENOTDIR', 'E2BIG'].map((code) => ({ code: null, failure: { code } })),
  );
});

test.skipIf(process.platform === 'win32')(
  'where what starts them is killed, the call fails with the reason, and the next ones are answered',
  async () => {
    const pid = await starter();
    const running = runApart(call('sleep 2; echo done'));
    process.kill(pid, 'SIGKILL');
    expect(plain(await running)).toMatchObject({ code: null, failure: { message: 'the process that had started it was ended' } });
    expect(plain(await runApart(call('echo on')))).toMatchObject({ code: 0, stdout: 'on\n' });
    expect(await starter()).not.toBe(pid);
  },
);

test.skipIf(process.platform !== 'linux')('it does not hold up its xpar, nor outlive it', async () => {
  const source = `
    import { runApart } from ${JSON.stringify(new URL('../../src/host/started-apart.ts', import.meta.url).href)};
    const ask = { file: 'sh', args: ['-c', 'echo $PPID'], cwd: '/', env: process.env, limitMs: 60000 };
    let parent = process.pid;
    while (parent === process.pid) parent = Number(Buffer.from((await runApart(ask)).stdout).toString());
    console.log(parent);
  `;
  const pid = Number(execFileSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' }));
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.startsWith('Z');
  } catch {
    return false;
  }
}
