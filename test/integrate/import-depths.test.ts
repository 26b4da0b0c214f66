import { expect, test } from 'vitest';
import { importDepths } from '../../src/integrate/import-depths.ts';

const GRAPH: Readonly<Record<string, readonly string[]>> = {
  'test.mjs': ['a.mjs', 'b.mjs'],
  'a.mjs': ['c.mjs'],
  'b.mjs': ['c.mjs', 'a.mjs'],
  'c.mjs': ['a.mjs', 'd.mjs'],
};
const importsOf = async (path: string): Promise<readonly string[]> => GRAPH[path] ?? [];

test('each file stands at its shortest way from a test, and a ring ends', async () => {
  expect([...(await importDepths(['test.mjs'], importsOf))]).toEqual([
    ['test.mjs', 0],
    ['a.mjs', 1],
    ['b.mjs', 1],
    ['c.mjs', 2],
    ['d.mjs', 3],
  ]);
  expect(await importDepths([], importsOf)).toEqual(new Map());
});

test('imports without end are cut off', async () => {
  let made = 0;
  const endless = async (): Promise<readonly string[]> => Array.from({ length: 50 }, () => `f${made++}`);
  expect((await importDepths(['test.mjs'], endless)).size).toBeLessThan(200_000);
});
