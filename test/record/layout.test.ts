import { expect, test } from 'vitest';
import { layoutOf } from '../../src/record/layout.ts';

test('`.xpar` hangs on the repository, and lanes stand beside it, outside the source tree', () => {
  const layout = layoutOf('/home/me/shop/.git');
  expect([layout.folder, layout.lanes]).toEqual(['/home/me/shop/.xpar', '/home/me/shop.xpar']);
});

test('a configured worktree folder is taken from the repository, or as it is when absolute', () => {
  expect(layoutOf('/home/me/shop/.git', '../lanes').lanes).toBe('/home/me/lanes');
  expect(layoutOf('/home/me/shop/.git', '/tmp/lanes').lanes).toBe('/tmp/lanes');
});

test('a repository whose git folder has another name keeps its state in that folder', () => {
  const layout = layoutOf('/home/me/shop.git');
  expect([layout.folder, layout.lanes]).toEqual(['/home/me/shop.git/xpar', '/home/me/shop.git.xpar']);
});

test('everything that is kept stands under one folder, each in its own place', () => {
  const { folder, lanes, suite, checkout, ...layout } = layoutOf('/home/me/shop/.git');
  const files = Object.values(layout).filter((one) => typeof one === 'string');
  const all = [...files, layout.attempt('login', 2), layout.text('abc'), layout.suiteLogs('0123456789abcdef')];
  expect(all.filter((file) => !file.startsWith(`${folder}/`))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
  expect([lanes, suite, checkout].map((one) => one.startsWith(`${folder}/`))).toEqual([false, false, false]);
});

test('attempts of one story, and of two, keep their own', () => {
  const layout = layoutOf('/home/me/shop/.git');
  const all = [layout.attempt('login', 1), layout.attempt('login', 2), layout.attempt('logout', 1)];
  expect(new Set(all).size).toBe(all.length);
});
