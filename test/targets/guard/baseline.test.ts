import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { openGuard, SUITE } from '../../../src/targets/guard/guard.ts';
import { readAgain } from '../../../src/targets/project/read-again.ts';
import { gitRepo } from '../../rig/git-repo.ts';

test('what somebody wrote into the baseline, or took away, is written anew before the next step', async () => {
  const repo = gitRepo();
  try {
    repo.commit({ a: '1' });
    const host = nodeHost(repo.top);
    const read = await readAgain(host);
    if (!read.ok) throw new Error('it cannot be read');
    const { baseline } = read.value.store.layout;
    mkdirSync(path.dirname(baseline));
    const guard = await openGuard(host, read.value, () => undefined);
    const standing = async (): Promise<string> => (await guard.during(SUITE, async () => readFileSync(baseline, 'utf8'))).value;
    const kept = await standing();
    writeFileSync(baseline, '{}');
    expect(await standing()).toBe(kept);
    rmSync(baseline);
    expect(await standing()).toBe(kept);
  } finally {
    repo.close();
  }
});
