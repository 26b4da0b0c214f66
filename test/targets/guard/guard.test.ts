import { beforeEach, expect, test } from 'vitest';
import type { Host, Plumbing } from '../../../src/host/host.ts';
import { openGuard } from '../../../src/targets/guard/guard.ts';
import type { Guard } from '../../../src/targets/guard/guard-watch.ts';
import type { Project } from '../../../src/targets/project/project.ts';

/** Texts by path: what git obeys in a repository, and where a worktree points. */
let disk: Map<string, string>;
let looks: number;
let guard: Guard;

const CONFIG = '/r/.git/config';
const POINTER = '/r/.git/worktrees/one/commondir';

const standing = (files: readonly string[]): Plumbing =>
  new Map(
    files.flatMap((file) =>
      disk.has(file) ? [[file, { kind: 'file', bytes: Buffer.from(disk.get(file)!), mode: 0o644 }] as const] : [],
    ),
  );

beforeEach(async () => {
  disk = new Map([
    [CONFIG, 'good'],
    [POINTER, 'good'],
  ]);
  looks = 0;
  const git = {
    branches: async () => new Map(),
    checkouts: async () => [],
    plumbing: async () => {
      looks += 1;
      return standing([CONFIG]);
    },
    pointers: async () => standing([POINTER]),
    standing: async (files: readonly string[]) => standing(files),
    settings: async (bytes: Uint8Array) => [['core.hookspath', Buffer.from(bytes).toString()]],
    putBack: async (file: string, was: { bytes: Uint8Array }) => void disk.set(file, Buffer.from(was.bytes).toString()),
  };
  const files = { readText: async () => undefined, writeAtomic: async () => {}, exists: async () => true };
  const host = { git, files, clock: { now: () => 0 }, merger: () => ({}) } as unknown as Host;
  const layout = { lanes: '/r.xpar', baseline: '/r/.xpar/baseline.json', planted: '/r/.xpar/planted' };
  const project = {
    repository: { top: '/r', commonDir: '/r/.git' },
    integration: { ref: 'refs/heads/xpar/integration' },
    store: { layout, state: { underWay: new Set(), stories: new Map() } },
  } as unknown as Project;
  guard = await openGuard(host, project, () => {});
});

const session = (story: string) => ({ story, step: 'implement', worktree: '/r.xpar/one' }) as const;

test('it looks anew before and after each, however many came before', async () => {
  for (const story of ['add', 'double', 'sum']) {
    const before = looks;
    const done = await guard.during({ story, step: 'gate' }, async () => {
      expect(looks).toBe(before + 1);
      disk.set(CONFIG, `planted by ${story}`);
    });
    expect(done.tampered).toMatchObject({ stories: [story], isBack: true });
    expect(disk.get(CONFIG)).toBe('good');
  }
});

test('looks that wait for the same moment are one', async () => {
  const before = looks;
  await Promise.all(['add', 'double', 'sum'].map((story) => guard.during({ story, step: 'gate' }, async () => {})));
  expect(looks - before).toBeLessThan(6);
  expect(looks - before).toBeGreaterThanOrEqual(2);
});

test('what one planted in a worktree that several share is not what another began with', async () => {
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = guard.during(session('add'), () => one.promise);
  await expect.poll(() => looks).toBe(2);
  disk.set(POINTER, 'evil');
  const second = guard.during(session('double'), () => other.promise);
  await expect.poll(() => looks).toBe(3);
  await new Promise(setImmediate);
  one.resolve();
  expect((await first).tampered).toMatchObject({ stories: ['add', 'double'] });
  expect(disk.get(POINTER)).toBe('good');
  other.resolve();
  await second;
  expect(disk.get(POINTER)).toBe('good');
});
