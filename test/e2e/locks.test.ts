import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { halfDone } from '../rig/burns.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Locks {
  readonly locks: readonly { readonly story: string; readonly state: string; readonly owner?: { readonly pid: number } }[];
  readonly waits: readonly object[];
}

/** `also` may change a file that `add` may change too. */
beforeEach(() => {
  const card = workshop.read('stories/add.md').replace(/^files: .*$/m, 'files: [src/also.mjs, src/add.mjs]');
  workshop.write('stories/also.md', card.replace(/^title: .*$/m, 'title: Also').replace(/^# .*$/m, '# Also'));
  workshop.configure({ parallel: { stagger: '0s' } });
  workshop.commit('Another on the same file');
});

const ALSO = writes({ 'src/also.mjs': 'export const also = 1;\n' });
const locks = async (...flags: readonly string[]): Promise<Locks> =>
  (await workshop.xpar('locks', '--json', ...flags)).json<Locks>();

test('who holds which files is read beside the build; what a killed one held is stale, and taken over with a note', async () => {
  expect((await workshop.xpar('locks')).stdout).toBe('No files are held.\n');
  const build = workshop.start(['build', '--json', 'add']);
  await workshop.stage.session('add');
  const held = await locks();
  expect(held).toMatchObject({
    locks: [
      {
        story: 'add',
        title: 'Add two numbers',
        state: 'running',
        owner: { pid: build.process.pid },
        files: ['src/add.mjs', 'checks/add.mjs'],
        since: expect.any(Number) as number,
        heartbeat: expect.any(Number) as number,
        heard: expect.any(Number) as number,
        expiresAt: expect.any(Number) as number,
      },
    ],
    waits: [{ story: 'also', for: 'add', because: 'same-files', globs: ['src/add.mjs'] }],
  });
  expect((await locks('--conflicts', 'optimistic')).waits).toEqual([]);
  expect((await workshop.xpar('locks')).stdout).toContain('also waits for add (same files: src/add.mjs)');
  build.process.kill('SIGKILL');
  await build.ended;
  expect(await locks()).toMatchObject({ locks: [{ story: 'add', state: 'stale' }], waits: [] });
  expect((await workshop.xpar('locks')).stdout).toContain('add: stale: its build died');
  await workshop.newStage();
  workshop.plays({ also: ALSO });
  const next = await workshop.xpar('build', 'also', '--json');
  expect(next).toMatchObject({ code: 0 });
  expect(next.told('problem').map(({ finding }) => finding.problem)).toContainEqual(
    expect.objectContaining({ reason: 'lock-reclaimed', story: 'add' }),
  );
  const journal = readFileSync(path.join(workshop.root, 'abacus/.xpar/journal.jsonl'), 'utf8');
  expect(journal).toContain('"reclaimed"');
  expect(await locks()).toEqual({ schemaVersion: 1, locks: [], waits: [] });
});

test('a lane that was parked with work keeps its files until it is integrated, also in a build that is not about it', async () => {
  workshop.configure({ timeouts: { approval: '0s' } });
  const first = workshop.start(['build', 'add', '--budget', '30k', '--json']);
  await (
    await halfDone(workshop, first, { tokens: 31_000 })
  ).gone;
  expect(await first.ended).toMatchObject({ code: 4 });
  expect(await locks()).toMatchObject({ locks: [{ story: 'add', state: 'standing' }], waits: [{ story: 'also', for: 'add' }] });
  const waited = await workshop.xpar('build', 'also', '--json');
  expect(waited).toMatchObject({ code: 3 });
  expect(waited.told('waiting')).toMatchObject([{ story: 'also', for: 'files', on: 'add' }]);
  expect(waited.told('problem').at(-1)).toMatchObject({
    finding: { problem: { reason: 'files-held', story: 'also', by: 'add' } },
  });
  await workshop.newStage();
  workshop.plays({ add: GOOD.add, also: ALSO });
  const both = await workshop.xpar('build', 'add', 'also', '--json');
  expect(both).toMatchObject({ code: 0 });
  expect(both.told('integrated').map(({ story }) => story)).toEqual(['add', 'also']);
});
