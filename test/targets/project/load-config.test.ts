import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { nodeHost } from '../../../src/host/node-host.ts';
import { loadConfig } from '../../../src/targets/project/load-config.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const bare = nodeHost();
const host: Host = { ...bare, machine: { ...bare.machine, env: { ...bare.machine.env, XPAR_TRUST: '1' } } };

const cache = (): string => path.join(repo.top, '.xpar', 'config');

test('a config in JSON is refused at the line that is wrong', async () => {
  repo.write('xpar.config.json', '{\n  "base": "main",\n  "retries": 0\n}\n');
  expect(await loadConfig(host, repo.top, cache())).toMatchObject({
    ok: false,
    problems: [{ reason: 'config-invalid', path: 'retries', place: { file: 'xpar.config.json', line: 3, column: 3 } }],
  });
});

test('a config that never settles is given up', async () => {
  repo.write('xpar.config.mjs', '');
  const waited: number[] = [];
  const wait = async (ms: number): Promise<void> => void waited.push(ms);
  const importModule = (): Promise<never> => new Promise(() => undefined);
  const stuck = { ...host, clock: { ...host.clock, wait }, machine: { ...host.machine, importModule } };
  expect(await loadConfig(stuck, repo.top, cache())).toMatchObject({
    ok: false,
    problems: [{ reason: 'config-failed', file: 'xpar.config.mjs', detail: 'it did not finish within 10 seconds' }],
  });
  expect(waited).toEqual([10_000]);
});

test('nothing waits on once a config is read', async () => {
  repo.write('xpar.config.mjs', '');
  const signals: (AbortSignal | undefined)[] = [];
  const wait = (_ms: number, signal?: AbortSignal): Promise<void> => {
    signals.push(signal);
    return new Promise(() => undefined);
  };
  const machine = { ...host.machine, importModule: async () => ({ value: { base: 'trunk' }, files: [] }) };
  const loaded = await loadConfig({ ...host, clock: { ...host.clock, wait }, machine }, repo.top, cache());
  expect(loaded).toMatchObject({ ok: true, value: { config: { base: 'trunk' }, file: 'xpar.config.mjs' } });
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});

/** Loads twice with a cache that can be written; gives what was evaluated, and the config's `base` each time. */
async function twice(between: () => void = () => {}): Promise<{ evaluated: number; bases: (string | undefined)[] }> {
  mkdirSync(path.dirname(cache()), { recursive: true });
  let evaluated = 0;
  // Evaluation itself has tests of its own: here a config's first word in quotes is its base, and what it imports is a part of it.
  const importModule: Host['machine']['importModule'] = async (file) => {
    evaluated += 1;
    const text = readFileSync(file, 'utf8');
    const parts = /from '\.\/(\w+\.mjs)'/.exec(text)?.[1];
    const files = [file, ...(parts === undefined ? [] : [path.join(path.dirname(file), parts)])];
    return { value: { base: /'(\w+)'/.exec(text)?.[1] ?? 'one' }, files };
  };
  const watched = { ...host, machine: { ...host.machine, importModule } };
  const bases: (string | undefined)[] = [];
  for (const before of [() => {}, between]) {
    before();
    const loaded = await loadConfig(watched, repo.top, cache());
    bases.push(loaded.ok ? loaded.value.config.base : undefined);
  }
  return { evaluated, bases };
}

test('a config that is nothing but data is evaluated once, and again when its text changes', async () => {
  repo.write('xpar.config.mjs', "export default { base: 'one' };\n");
  expect(await twice()).toEqual({ evaluated: 1, bases: ['one', 'one'] });
  const edit = (): void => repo.write('xpar.config.mjs', "export default { base: 'two' };\n");
  expect(await twice(edit)).toEqual({ evaluated: 1, bases: ['one', 'two'] });
});

const OPEN = [
  "export default { base: process.env.BASE ?? 'one' };",
  "export default { base: new Date(0).getTime() === 0 ? 'one' : '' };",
  "import { base } from './base.mjs';\nexport default { base };",
  "const { base } = await import('./base.mjs');\nexport default { base };",
  "import fs from 'node:fs';\nexport default { base: fs.existsSync('/') ? 'one' : '' };",
];

test.each(OPEN)('a config that more than its text decides is evaluated every time: %s', async (text) => {
  repo.write('xpar.config.mjs', text);
  expect(await twice()).toEqual({ evaluated: 2, bases: ['one', 'one'] });
});

test('a kept config that was changed by hand is not believed', async () => {
  repo.write('xpar.config.mjs', "export default { base: 'one' };\n");
  const spoil = (): void => writeFileSync(cache(), readFileSync(cache(), 'utf8').replace('one', 'two'));
  expect(await twice(spoil)).toEqual({ evaluated: 2, bases: ['one', 'one'] });
});
