import { expect, test } from 'vitest';
import type { Told } from '../../src/model/event.ts';
import type { Build } from '../../src/targets/build.ts';
import { holdForRoom } from '../../src/targets/hold-for-room.ts';

const FLOOR = 100_000_000;

/** A build on a disk with so much free at each look; `waited` is called between two looks. */
function building(free: readonly number[], waited: () => void = () => {}): { build: Build; told: Told[] } {
  const told: Told[] = [];
  let look = -1;
  const build = {
    host: {
      clock: { wait: () => Promise.resolve(waited()) },
      files: {
        volumeOf: (folder: string) => {
          if (folder === '/lanes') look++;
          return Promise.resolve({ top: '/', freeBytes: free[Math.min(look, free.length - 1)]! });
        },
      },
    },
    interrupted: new AbortController().signal,
    tell: (event: Told) => told.push(event),
    project: { store: { layout: { lanes: '/lanes', folder: '/state' } }, config: { worktree: { diskFloorBytes: FLOOR } } },
  } as unknown as Build;
  return { build, told };
}

test('a lane is held back while others run that may make room, told so once, and starts when there is room', async () => {
  const { build, told } = building([5_000, 6_000, FLOOR]);
  const crew = { busy: 2 };
  expect(await holdForRoom(build, 'add', crew)).toBeUndefined();
  const disk = { volume: '/', freeBytes: 5_000, floorBytes: FLOOR };
  expect(told).toEqual([{ t: 'waiting', story: 'add', for: 'disk', disk }]);
  expect(crew.busy).toBe(2);
});

test('once the last of the others has ended without making room, it is a problem', async () => {
  const crew = { busy: 2 };
  const { build } = building([5_000], () => void (crew.busy -= 1));
  expect(await holdForRoom(build, 'add', crew)).toMatchObject({ reason: 'disk-low', story: 'add', freeBytes: 5_000 });
});

test('with room enough nothing is told', async () => {
  const { build, told } = building([FLOOR]);
  expect(await holdForRoom(build, 'add', { busy: 1 })).toBeUndefined();
  expect(told).toEqual([]);
});
