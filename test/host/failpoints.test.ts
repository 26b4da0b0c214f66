import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { failpoints } from '../../src/host/failpoints.ts';
import type { Git, Host, Lock, Merger } from '../../src/host/host.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';

afterEach(() => vi.restoreAllMocks());

/** Files that die as `spec` says, and what the world had seen of them at that moment. */
function dying(spec: string): { files: Host['files']; real: MemoryFiles; deaths: string[] } {
  const real = memoryFiles();
  const deaths: string[] = [];
  vi.spyOn(process, 'kill').mockImplementation((_pid, signal) => {
    deaths.push(`${String(signal)} with '${real.contents.get('/a') ?? ''}'`);
    return true;
  });
  const host: Partial<Host> = { files: real, git: {} as Git, merger: () => ({}) as Merger, lock: {} as Lock };
  return { files: failpoints(spec)(host as Host).files, real, deaths };
}

test.each([
  ['1', "SIGKILL with ''"],
  ['2', "SIGKILL with 'four'"],
  ['3', "SIGKILL with 'four'"],
  ['4', "SIGKILL with 'fourmore'"],
  ['1:half', "SIGKILL with 'fo'"],
  ['3:half', "SIGKILL with 'fourmo'"],
])('failpoint %s dies once: %s', async (spec, death) => {
  const { files, deaths } = dying(spec);
  await files.append('/a', 'four', true);
  await files.append('/a', 'more', true);
  expect(deaths).toEqual([death]);
});

test('looking at the world is no failpoint', async () => {
  const { files, deaths } = dying('1');
  await files.readText('/a');
  await files.exists('/a');
  expect(deaths).toEqual([]);
});

test('failpoint 0 dies nowhere, and names every point', async () => {
  const { files, deaths } = dying('0');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await files.writeAtomic('/folder/a', 'text');
  expect(said.mock.calls.map(([text]) => text)).toEqual([
    'failpoint 1 before writeAtomic a\n',
    'failpoint 2 after writeAtomic a\n',
  ]);
  expect(deaths).toEqual([]);
});

test.each(['', 'x', '-1', '3:whole', '3:half '])("'%s' is no failpoint", (spec) => {
  expect(() => failpoints(spec)).toThrow(`XPAR_FAILPOINT is '${spec}'`);
});
