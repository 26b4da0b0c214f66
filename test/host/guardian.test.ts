import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';

const guardian = (): ChildProcess =>
  spawn(process.execPath, [path.join(import.meta.dirname, '../../src/host/guardian.ts')], { env: {} });
const sleeper = (mark: string): ChildProcess =>
  spawn('sleep', ['600'], { detached: true, env: { ...process.env, XPAR_MARK: mark } });

test('what still lives when its xpar is gone is ended, and what was told to have ended is let alone', async () => {
  const [mark, other] = [randomUUID(), randomUUID()];
  const [left, released] = [sleeper(mark), sleeper(other)];
  const watch = guardian();
  watch.stdin!.end(`+ ${mark}\n+ ${mark} ${left.pid}\n+ ${other} ${released.pid}\n- ${other}\n`);
  const [, signal] = await once(left, 'exit');
  expect(signal).toBe('SIGTERM');
  await once(watch, 'exit');
  expect(released.exitCode ?? released.signalCode).toBeNull();
  released.kill('SIGKILL');
});

test('what was only announced when its xpar was killed is found by its mark', async () => {
  const mark = randomUUID();
  const left = sleeper(mark);
  const watch = guardian();
  watch.stdin!.end(`+ ${mark}\n`);
  const [, signal] = await once(left, 'exit');
  expect(signal).toBe('SIGTERM');
  await once(watch, 'exit');
});
