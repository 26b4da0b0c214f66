import { expect, test } from 'vitest';
import { keepKnownTests, readKnownTests } from '../../src/record/known-tests.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

test('tests that ran are known by tree and gate; what is damaged is lost, and the oldest make room', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-known-'));
  const [files, layout] = [nodeFiles(), { knownTests: path.join(folder, 'tests') }];
  const ran = [{ file: 'a.mjs', name: 'adds', tests: 2 }];
  const of = (n: number): { tree: string; gate: string } => ({ tree: String(n).padStart(40, '0'), gate: 'abc' });
  try {
    await keepKnownTests(files, layout, { ...of(1), ran });
    expect(await readKnownTests(files, layout, of(1))).toEqual(ran);
    expect(await readKnownTests(files, layout, { ...of(1), gate: 'other' })).toBeUndefined();
    for (let n = 2; n <= 66; n += 1) await keepKnownTests(files, layout, { ...of(n), ran });
    expect(readdirSync(layout.knownTests)).toHaveLength(64);
    expect(await readKnownTests(files, layout, of(66))).toEqual(ran);
    for (const text of ['', '{"schemaVersion":2,"ran":[]}', '{"schemaVersion":1,"ran":7}']) {
      writeFileSync(path.join(layout.knownTests, `${of(66).tree}-abc.json`), text);
      expect(await readKnownTests(files, layout, of(66))).toBeUndefined();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
