import { expect } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { test } from '../rig/e2e.ts';

test('a first build integrates every story, and a second one starts nothing', async ({ workshop }) => {
  workshop.plays(GOOD);
  const first = await workshop.xpar('build', '--json');
  expect(first).toMatchObject({ code: 0 });
  expect(first.told('integrated').map(({ story }) => story).sort()).toEqual(['add', 'double', 'sum']);
  const second = await workshop.xpar('build', '--json');
  expect(second.code).toBe(0);
  expect(second.told('started')).toEqual([]);
  expect(workshop.stage.begun).toHaveLength(3);
});
