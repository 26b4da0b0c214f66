import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../src/host/host.ts';
import { nodeLock } from '../../src/host/node-lock.ts';

const lock = nodeLock();
const ME: Holder = { pid: process.pid, host: os.hostname(), startedAt: 1, command: 'xpar build' };
let folder: string;
let file: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-lock-'));
  file = path.join(folder, '.xpar/lock.db');
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Another process that takes the lock and keeps it. */
async function holderElsewhere(): Promise<ChildProcess> {
  const source = `
    import { nodeLock } from ${JSON.stringify(new URL('../../src/host/node-lock.ts', import.meta.url).href)};
    const holder = { pid: process.pid, host: ${JSON.stringify(os.hostname())}, startedAt: 2, command: 'xpar build login' };
    const answer = await nodeLock().take(${JSON.stringify(file)}, holder);
    process.stdout.write(answer.held ? 'held' : 'refused');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('held');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a free lock is taken, and its holder is known until it is released', async () => {
  const taken = await lock.take(file, ME);
  if (!taken.held) throw new Error('refused');
  expect(await lock.holder(file)).toMatchObject(ME);
  await taken.release();
  expect(await lock.holder(file)).toBeUndefined();
});

test('a second taker is refused with the name of the first, in the same process too', async () => {
  const taken = await lock.take(file, ME);
  if (!taken.held) throw new Error('refused');
  expect(await lock.take(file, { ...ME, command: 'xpar land' })).toMatchObject({ held: false, by: ME });
  await taken.release();
  expect(await lock.take(file, ME)).toMatchObject({ held: true });
});

test('another process that holds it is named', async () => {
  const child = await holderElsewhere();
  const by = { pid: child.pid, host: os.hostname(), startedAt: 2, command: 'xpar build login' };
  expect(await lock.take(file, ME)).toMatchObject({ held: false, by });
  expect(await lock.holder(file)).toMatchObject(by);
});

test('a holder that is killed frees the lock at once, and is no holder any more', async () => {
  const child = await holderElsewhere();
  await killed(child);
  expect(await lock.holder(file)).toBeUndefined();
  expect(await lock.take(file, ME)).toMatchObject({ held: true });
  expect(await lock.holder(file)).toMatchObject(ME);
});

test('a holder that is stopped keeps it', async () => {
  const child = await holderElsewhere();
  child.kill('SIGSTOP');
  expect(await lock.take(file, ME)).toMatchObject({ held: false });
});

test('of many who take it at the same moment exactly one has it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => lock.take(file, ME)));
  expect(answers.filter(({ held }) => held)).toHaveLength(1);
});

test('a note about the holder that cannot be read costs only its name', async () => {
  await holderElsewhere();
  writeFileSync(`${file}.holder`, '{"pid":');
  expect(await lock.take(file, ME)).toEqual({ held: false });
  expect(await lock.holder(file)).toBeUndefined();
});

test('what is no lock file is not taken for a lock that somebody holds', async () => {
  mkdirSync(path.dirname(file));
  writeFileSync(file, 'not a database, and long enough that nobody could take it for the beginning of one\n'.repeat(20));
  await expect(lock.take(file, ME)).rejects.toThrow(/not a database/);
});

test('a holder on another machine is believed: nobody here can tell whether it lives', async () => {
  const taken = await lock.take(file, { ...ME, host: 'elsewhere', pid: 2 ** 22 + 1 });
  expect(taken.held).toBe(true);
  expect(await lock.holder(file)).toMatchObject({ host: 'elsewhere' });
});

test('nobody holds a lock that was never taken', async () => {
  expect(await lock.holder(file)).toBeUndefined();
});

describe('the holder is interrupted', () => {
  test('where the process is the one that took the lock', async () => {
    const child = await holderElsewhere();
    const ended = once(child, 'exit');
    expect(await lock.interrupt(file, (await lock.holder(file))!)).toBe('sent');
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  test('where it is suspended too', async () => {
    const child = await holderElsewhere();
    child.kill('SIGSTOP');
    const ended = once(child, 'exit');
    expect(await lock.interrupt(file, (await lock.holder(file))!)).toBe('sent');
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  test('never where its number is another process by now: that is no holder', async () => {
    const child = await holderElsewhere();
    const told = (await lock.holder(file))!;
    writeFileSync(`${file}.holder`, JSON.stringify({ ...told, born: 'in another life' }));
    expect(await lock.interrupt(file, told)).toBe('gone');
    expect(await lock.holder(file)).toBeUndefined();
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  test('never where nobody can tell that it is the same process', async () => {
    const child = await holderElsewhere();
    const { born: _unknown, ...told } = (await lock.holder(file))!;
    writeFileSync(`${file}.holder`, JSON.stringify(told));
    expect(await lock.interrupt(file, told)).toBe('unproven');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  test('never where somebody else has taken the lock meanwhile, or on another machine', async () => {
    const child = await holderElsewhere();
    const told = (await lock.holder(file))!;
    expect(await lock.interrupt(file, { ...told, startedAt: 1 })).toBe('gone');
    writeFileSync(`${file}.holder`, JSON.stringify({ ...told, host: 'elsewhere' }));
    expect(await lock.interrupt(file, { ...told, host: 'elsewhere' })).toBe('gone');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  test('never a number that is no process of its own: 0 is the whole group', async () => {
    await holderElsewhere();
    const told = { ...(await lock.holder(file))!, pid: 0 };
    writeFileSync(`${file}.holder`, JSON.stringify(told));
    expect(await lock.interrupt(file, told)).toBe('gone');
  });
});

describe('a note that was forged signals nobody', () => {
  /** Another process of ours that has nothing to do with the lock, and a note that names it. */
  async function forged(): Promise<{ readonly child: ChildProcess; readonly told: Holder }> {
    const other = path.join(folder, 'other.db');
    const mine = file;
    file = other;
    const child = await holderElsewhere();
    const told = (await lock.holder(other))!;
    file = mine;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.holder`, JSON.stringify(told));
    return { child, told };
  }

  test('beside a lock that nobody has', async () => {
    const { child, told } = await forged();
    expect(await lock.interrupt(file, told)).toBe('astray');
    const taken = await lock.take(file, ME);
    if (taken.held) await taken.release();
    writeFileSync(`${file}.holder`, JSON.stringify(told));
    expect(await lock.interrupt(file, told)).toBe('astray');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  test.runIf(process.platform === 'linux')('naming another than who has the lock open', async () => {
    const { child, told } = await forged();
    await holderElsewhere();
    writeFileSync(`${file}.holder`, JSON.stringify(told));
    expect(await lock.interrupt(file, told)).toBe('astray');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });
});

test('that a lock is held is known without its note, and asking makes no file', async () => {
  expect(await lock.isHeld(file)).toBe(false);
  expect(existsSync(file)).toBe(false);
  const child = await holderElsewhere();
  rmSync(`${file}.holder`);
  expect(await lock.isHeld(file)).toBe(true);
  await killed(child);
  expect(await lock.isHeld(file)).toBe(false);
  expect(await lock.take(file, ME)).toMatchObject({ held: true });
});
