import { beforeEach, expect, test } from 'vitest';
import path from 'node:path';
import type { Build } from '../../../src/targets/run/build.ts';
import { dropSpares, fromPool, toPool } from '../../../src/targets/lane/worktree-pool.ts';
import { handOn, sparesOf } from '../../../src/targets/lane/spares.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import { completeConfig } from '../../../src/cards/complete-config.ts';

const layout = layoutOf('/repo/.git');
const laneOf = (story: string): string => path.join(layout.lanes, story);

/** Folders and files that stand there. */
let standing: Set<string>;
/** What git was asked to move or remove, in the order in which it was done. */
let asked: string[];
let toBegin: number;
/** Every move and removal takes this long. */
let slow: () => Promise<void>;
let build: Build;

beforeEach(() => {
  [standing, asked, toBegin] = [new Set(), [], 9];
  slow = () => Promise.resolve();
  const files = {
    exists: async (file: string) => standing.has(file),
    folders: async () => [...standing].map((folder) => path.basename(folder)),
    remove: async (file: string) => void standing.delete(file),
    rename: async (from: string, to: string) => void (standing.delete(from) && standing.add(to)),
  };
  const git = {
    async moveWorktree(_top: string, from: string, to: string) {
      await slow();
      asked.push(`${path.basename(from)} -> ${path.basename(to)}`);
      return standing.delete(from) && standing.add(to) !== undefined;
    },
    async removeWorktree(_top: string, folder: string) {
      await slow();
      asked.push(`${path.basename(folder)} away`);
      standing.delete(folder);
    },
  };
  const config = completeConfig({ worktree: { pool: 1, keep: ['cache'] } });
  const project = { repository: { top: '/repo' }, store: { layout }, config };
  const host = { files, git };
  const spares = sparesOf({ host, project } as unknown as Build, 2, () => toBegin);
  build = { host, project, spares } as unknown as Build;
});

test("a gated lane's worktree goes to others of the run, and never to a slot in which files that are not tracked stay", async () => {
  for (const story of ['a', 'b', 'c']) {
    standing.add(laneOf(story));
    await handOn(build, story);
  }
  expect(asked).toEqual(['a -> .spare-1', 'b -> .spare-2']);
  expect(standing).toContain(laneOf('c'));
  expect(await fromPool(build, laneOf('d'))).toMatchObject({ keep: [] });
});

test('it stays where something was installed in it, and where nobody is to begin any more', async () => {
  standing.add(laneOf('a')).add(layout.setup('a').mark).add(laneOf('b'));
  await handOn(build, 'a');
  toBegin = 0;
  await handOn(build, 'b');
  expect(asked).toEqual([]);
});

test('two who ask for one worktree at once do not both get it, and nobody gets what is being taken away', async () => {
  standing.add(layout.spare(1));
  const given = await Promise.all(['a', 'b'].map((story) => fromPool(build, laneOf(story))));
  expect(given.filter((one) => one !== undefined)).toHaveLength(1);
  expect(asked).toHaveLength(1);
  standing.add(layout.spare(2));
  const { promise, resolve } = Promise.withResolvers<void>();
  slow = () => promise;
  const dropping = dropSpares(build);
  await new Promise(setImmediate);
  expect(await fromPool(build, laneOf('c'))).toBeUndefined();
  resolve();
  expect(await dropping).toBe(true);
  expect(asked.slice(1)).toEqual(['.spare-2 away']);
});

test('of what finished lanes leave there stays what those who are to begin can take; the end takes all', async () => {
  for (const story of ['a', 'b', 'c']) standing.add(laneOf(story));
  for (const story of ['a', 'b', 'c']) await toPool(build, laneOf(story));
  expect(asked).toEqual(['a -> .pool-1', 'b -> .spare-1', 'c -> .spare-2']);
  toBegin = 1;
  build.spares!.trim();
  await expect.poll(() => asked.at(-1)).toBe('.spare-2 away');
  await sparesOf(build, 2, () => 1).close();
  expect([...standing].map((folder) => path.basename(folder))).toEqual(['.pool-1']);
});
