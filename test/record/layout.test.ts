import { expect, test } from 'vitest';
import { layoutOf } from '../../src/record/layout.ts';

test('`.xpar` hangs on the repository, and lanes stand beside it, outside the source tree', () => {
  const layout = layoutOf('/work/shop/.git');
  expect([layout.folder, layout.lanes]).toEqual(['/work/shop/.xpar', '/work/shop.xpar']);
});

test('a configured worktree folder is taken from the repository, or as it is when absolute', () => {
  expect(layoutOf('/work/shop/.git', '../lanes').lanes).toBe('/work/lanes');
  expect(layoutOf('/work/shop/.git', '/tmp/lanes').lanes).toBe('/tmp/lanes');
});

test('a repository whose git folder has another name keeps its state in that folder', () => {
  const layout = layoutOf('/work/shop.git');
  expect([layout.folder, layout.lanes]).toEqual(['/work/shop.git/xpar', '/work/shop.git.xpar']);
});

test('everything that is kept stands under one folder, each in its own place', () => {
  const { folder, lanes, ...layout } = layoutOf('/work/shop/.git');
  const files = Object.values(layout).filter((one) => typeof one === 'string');
  const all = [...files, layout.attempt('login', 2), layout.text('abc'), layout.suiteLogs('0123456789abcdef')];
  expect(all.filter((file) => !file.startsWith(`${folder}/`))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
  expect(lanes.startsWith(`${folder}/`)).toBe(false);
});

test('attempts of one story, and of two, keep their own', () => {
  const { attempt } = layoutOf('/work/shop/.git');
  const all = [attempt('login', 1), attempt('login', 2), attempt('logout', 1)];
  expect(new Set(all).size).toBe(all.length);
});
