import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeCommands } from '../../src/host/node-commands.ts';
import type { CommandSpec, OutputLine, Running } from '../../src/host/host.ts';

const commands = nodeCommands();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function node(script: string, more: Partial<CommandSpec> = {}): CommandSpec {
  return { argv: [process.execPath, '-e', script], cwd: folder, env: {}, ...more };
}

async function linesOf(running: Running): Promise<OutputLine[]> {
  const lines: OutputLine[] = [];
  for await (const line of running.lines) lines.push(line);
  return lines;
}

/** Resolves when the process is gone, or its zombie is all that is left. */
async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

test('gives the exit code, the output of both streams, and the digest of all of it', async () => {
  const result = await commands.run(node(`process.stdout.write('out'); process.exitCode = 3`));
  expect(result).toMatchObject({ code: 3, signal: null, timedOut: false, missing: false, tail: 'out' });
  expect(result.digest).toBe(createHash('sha256').update('out').digest('hex'));
  const both = await commands.run(node(`console.error('err'); console.log('out')`));
  expect(both.tail.split('\n').toSorted()).toEqual(['', 'err', 'out']);
});

test('arguments reach the program as they are: there is no shell', async () => {
  const odd = ['$(touch P)', 'a b', '`x`', ';', '*', '"', ''];
  const result = await commands.run({
    ...node(''),
    argv: [process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...odd],
  });
  expect(JSON.parse(result.tail)).toEqual(odd);
});

test('the environment is the one given, and our mark', async () => {
  const result = await commands.run(node('console.log(Object.keys(process.env).sort().join())', { env: { ONE: '1', TWO: '2' } }));
  expect(result.tail.trim()).toBe('ONE,TWO,XPAR_MARK');
});

test('a program that is missing is a value', async () => {
  expect(await commands.run({ argv: ['no-such-program-here'], cwd: folder, env: { PATH: '/usr/bin:/bin' } })).toMatchObject({
    code: null,
    signal: null,
    missing: true,
  });
  expect(await commands.run({ argv: [folder], cwd: folder, env: {} })).toMatchObject({ code: null, missing: true });
});

test('a folder that is missing is told as such, and not as a missing program', async () => {
  const result = await commands.run(node('', { cwd: path.join(folder, 'gone') }));
  expect(result).toMatchObject({ code: null, missing: false });
  expect(result.tail).toContain('there is no folder');
});

test('a program that dies of a signal is told with it', async () => {
  expect(await commands.run(node(`process.kill(process.pid, 'SIGKILL')`))).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('the tail is the last 64 kB, begun at a whole character, and the log holds everything', async () => {
  const logFile = path.join(folder, 'deep', 'log');
  const result = await commands.run(node(`process.stdout.write('ü'.repeat(100_000) + 'end')`, { logFile }));
  expect(result.tail).toMatch(/^ü+end$/);
  expect(Buffer.byteLength(result.tail)).toBeLessThanOrEqual(64 * 1024);
  expect(statSync(logFile).size).toBe(200_003);
});

test('a log is cut at 64 MiB and says so, while the digest is of everything', async () => {
  const logFile = path.join(folder, 'log');
  const mib = 70;
  const result = await commands.run(
    node(`const b = Buffer.alloc(1 << 20, 97); for (let i = 0; i < ${mib}; i++) require('fs').writeSync(1, b)`, { logFile }),
  );
  expect(statSync(logFile).size).toBeLessThan(64.001 * 1024 * 1024);
  expect(readFileSync(logFile).subarray(-50).toString()).toContain('cut here, after 64 MiB');
  expect(result.digest).toBe(
    createHash('sha256')
      .update(Buffer.alloc(mib << 20, 97))
      .digest('hex'),
  );
});

test('a log that cannot be written does not stop the program, and is told', async () => {
  const result = await commands.run(node(`console.log('done')`, { logFile: folder }));
  expect(result).toMatchObject({ code: 0 });
  expect(result.tail).toMatch(/done\n\nxpar: the log was not kept: EISDIR/);
});

test('a program over its time is stopped and told as timed out', async () => {
  expect(await commands.run(node('setInterval(() => {}, 1000)', { timeoutMs: 100 }))).toMatchObject({
    code: null,
    signal: 'SIGTERM',
    timedOut: true,
  });
});

test('a program that does not hear SIGTERM is killed', async () => {
  const deaf = `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)`;
  expect(await commands.run(node(deaf, { timeoutMs: 300 }))).toMatchObject({ signal: 'SIGKILL', timedOut: true, tail: 'deaf\n' });
});

test('a program is stopped when it is called off, and not started when it was called off before', async () => {
  const off = new AbortController();
  const waiting = commands.run(node('setInterval(() => {}, 1000)', { signal: off.signal }));
  off.abort();
  expect(await waiting).toMatchObject({ code: null, timedOut: false });
  const never = await commands.run(node(`require('fs').writeFileSync('ran', '')`, { signal: off.signal }));
  expect(never).toMatchObject({ code: null, signal: null });
  expect(existsSync(path.join(folder, 'ran'))).toBe(false);
});

test('a child that holds the output open does not hang the wait, and does not outlive it', async () => {
  const child = `setInterval(() => {}, 1000)`;
  const parent = `const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); console.log(c.pid); c.unref(); process.exit(0)`;
  const result = await commands.run(node(parent));
  expect(result.code).toBe(0);
  expect(await isGone(Number(result.tail))).toBe(true);
});

test.runIf(existsSync('/proc/self/stat'))(
  'a daemon that left its group, its session and its parent is found and ended',
  async () => {
    const daemon = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;
    const middle = `const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(daemon)}], { stdio: 'ignore', detached: true }); console.log(c.pid); c.unref()`;
    const result = await commands.run({ ...node(''), argv: [process.execPath, '-e', middle] });
    expect(result.code).toBe(0);
    expect(await isGone(Number(result.tail))).toBe(true);
  },
);

test('gives lines as they come, told apart by stream, and answers on the input', async () => {
  const echo = `process.stdin.on('data', (d) => process.stdout.write('got ' + d)).on('end', () => console.error('bye'))`;
  const running = commands.start(node(echo));
  running.write('one\n');
  const seen: OutputLine[] = [];
  for await (const line of running.lines) {
    seen.push(line);
    if (line.text === 'got one') running.closeInput();
  }
  expect(seen).toEqual([
    { from: 'stdout', text: 'got one' },
    { from: 'stderr', text: 'bye' },
  ]);
  expect(await running.ended).toEqual({ code: 0, signal: null, missing: false });
});

test('a program that is missing ends as a value and gives no line', async () => {
  const running = commands.start({ argv: ['no-such-program-here'], cwd: folder, env: {} });
  running.write('nobody reads this');
  expect(await linesOf(running)).toEqual([]);
  expect(await running.ended).toEqual({ code: null, signal: null, missing: true });
  expect(running.pid).toBeUndefined();
  await running.stop(10);
});

test('stop ends a deaf program with its children, and comes back when they are gone', async () => {
  const child = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log(process.pid); setInterval(() => {}, 1000)`;
  const parent = `process.on('SIGTERM', () => {}); require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
  const running = commands.start(node(parent));
  const pids: number[] = [];
  for await (const line of running.lines) {
    pids.push(Number(line.text));
    await running.stop(50);
  }
  expect(pids).toHaveLength(1);
  expect(await isGone(pids[0]!)).toBe(true);
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  await running.stop(50);
});

test('a signal reaches the whole group', async () => {
  const running = commands.start(
    node(
      `process.on('SIGINT', () => { console.log('int'); process.exit(7) }); console.log('ready'); setInterval(() => {}, 1000)`,
    ),
  );
  const seen: string[] = [];
  for await (const { text } of running.lines) {
    seen.push(text);
    if (text === 'ready') running.signal('SIGINT');
  }
  expect(seen).toEqual(['ready', 'int']);
  expect(await running.ended).toMatchObject({ code: 7 });
});

test('a program that prints faster than it is read is made to wait, and loses nothing', async () => {
  const marker = path.join(folder, 'printed');
  const lines = 20_000;
  const loud = `const fs = require('fs'); const l = 'x'.repeat(999) + '\\n'; for (let i = 0; i < ${lines}; i++) { fs.writeSync(1, l) } fs.writeFileSync(${JSON.stringify(marker)}, '')`;
  const running = commands.start(node(loud));
  let count = 0;
  let wasWaiting = false;
  for await (const { text } of running.lines) {
    if (count++ === 0) {
      // Nobody reads while another whole program runs: the first one cannot have printed 20 MB meanwhile.
      await commands.run(node(''));
      wasWaiting = !existsSync(marker);
    }
    expect(text.length).toBe(999);
  }
  expect({ count, wasWaiting }).toEqual({ count: lines, wasWaiting: true });
});

test('a reader that stops early does not hang the program', async () => {
  const running = commands.start(
    node(`const fs = require('fs'); for (let i = 0; i < 10_000; i++) fs.writeSync(1, 'x'.repeat(999) + '\\n')`),
  );
  for await (const line of running.lines) if (line) break;
  expect(await running.ended).toMatchObject({ code: 0 });
});

test('a line of 3 MiB without an end is cut at 1 MiB, while the log has all of it', async () => {
  const logFile = path.join(folder, 'log');
  const running = commands.start(node(`process.stdout.write('y'.repeat(3 << 20))`, { logFile }));
  const lines = await linesOf(running);
  expect(lines.map((line) => line.text.length)).toEqual([1 << 20]);
  await running.ended;
  expect(statSync(logFile).size).toBe(3 << 20);
});

test('endAll kills what lives at once, deaf or not', async () => {
  const deaf = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('ready'); setInterval(() => {}, 1000)`;
  const running = commands.start(node(deaf));
  for await (const { text } of running.lines) if (text === 'ready') commands.endAll();
  expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL', missing: false });
});
