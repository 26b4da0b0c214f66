import { expect, test } from 'vitest';
import type { Plumbing, PlumbingPart } from '../../src/host/host.ts';
import { baselineLeft, dropBaseline, keepBaseline } from '../../src/targets/baseline.ts';
import type { Project } from '../../src/targets/project.ts';
import { memoryFiles } from '../rig/memory-files.ts';

const FILE = '/repo/.xpar/baseline.json';
const project = {
  repository: { commonDir: '/repo/.git' },
  store: { layout: { baseline: FILE } },
} as unknown as Project;
const now: Plumbing = new Map<string, PlumbingPart>([
  ['/repo/.git/config', { kind: 'file', bytes: Buffer.from('[core]\n'), mode: 0o644 }],
  ['/repo/.git/hooks', { kind: 'link', to: 'hooks-mine' }],
]);

test('what somebody wrote into the baseline, or took away, is written anew before the next step', async () => {
  const files = memoryFiles({});
  await keepBaseline({ files }, project, now);
  const kept = files.contents.get(FILE)!;
  expect(await baselineLeft({ files }, project)).toEqual(now);
  for (const forge of [() => files.writeAtomic(FILE, '{}'), () => dropBaseline({ files }, project)]) {
    await forge();
    await keepBaseline({ files }, project, now);
    expect(files.contents.get(FILE)).toEqual(kept);
  }
});
