import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setFree } from '../../src/host/set-free.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-free-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function specOf(script: string, out = 'out', err = 'err'): Parameters<typeof setFree>[0] {
  const argv = [process.execPath, '--eval', script];
  return { argv, cwd: folder, env: { SAID: 'as given' }, out: path.join(folder, out), err: path.join(folder, err) };
}

const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

test('its output is in its files, its environment as given, and there is nothing to read', async () => {
  const script = `process.stdout.write(process.env.SAID + ' ' + Object.keys(process.env).length);
    process.stdin.on('data', () => {}).on('end', () => { process.stderr.write('end of input'); process.exitCode = 3; });`;
  expect(await setFree(specOf(script)).ended).toEqual({ code: 3, signal: null });
  expect([read('out'), read('err')]).toEqual(['as given 1', 'end of input']);
});

test.runIf(process.platform === 'linux')('it leads a session of its own: no terminal of ours is its', async () => {
  const script = `const [, , group, session, terminal] = require('fs').readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ');
    process.stdout.write(JSON.stringify([process.pid, group, session, terminal].map(Number)));`;
  const free = setFree(specOf(script, 'both', 'both'));
  await free.ended;
  expect(JSON.parse(read('both'))).toEqual([free.pid, free.pid, free.pid, 0]);
});

test('what stands where its output would go is left alone, and nothing is started', () => {
  writeFileSync(path.join(folder, 'out'), 'mine');
  expect(() => setFree(specOf(`require('fs').writeFileSync('ran', '')`))).toThrow(/EEXIST/);
  expect(read('out')).toBe('mine');
  expect(existsSync(path.join(folder, 'ran'))).toBe(false);
});

test('a program that is not there has ended, with why', async () => {
  const free = setFree({ ...specOf(''), argv: [path.join(folder, 'nothing')] });
  expect(await free.ended).toMatchObject({ code: null, failure: expect.stringMatching(/ENOENT/) });
});

test('an interrupt reaches it', async () => {
  const free = setFree(specOf('setInterval(() => {}, 1000)'));
  free.interrupt();
  expect(await free.ended).toEqual({ code: null, signal: 'SIGINT' });
});
