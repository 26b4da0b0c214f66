import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { loadConfig } from '../../src/targets/load-config.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const host = nodeHost();

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
