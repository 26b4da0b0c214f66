import path from 'node:path';
import { expect, test } from 'vitest';
import type { Told } from '../../../src/model/event.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { holdForRoom, newCrew, turnBegins, type Crew } from '../../../src/targets/run/hold-for-room.ts';
import { settled } from '../../rig/manual-clock.ts';

const FLOOR = 100_000_000;

/** So many steps run. */
function crewOf(busy: number): Crew {
  return { ...newCrew(), busy };
}

/** A build on a disk with so much free at each look; `waited` is called between two looks. */
interface Strain {
  readonly freeBytes?: number;
  readonly load: number;
}

function building(
  free: readonly number[],
  waited: () => void = () => {},
  strains: readonly Strain[] = [{ load: 0 }],
): { build: Build; told: Told[]; folders: string[] } {
  const told: Told[] = [];
  const folders: string[] = [];
  let look = -1;
  const build = {
    host: {
      clock: { wait: () => Promise.resolve(waited()) },
      machine: { strain: () => strains[Math.min(look, strains.length - 1)] },
      git: {
        removeWorktree: async (_top: string, folder: string) => void folders.splice(folders.indexOf(path.basename(folder)), 1),
      },
      files: {
        folders: () => Promise.resolve([...folders]),
        exists: (folder: string) => Promise.resolve(folders.includes(path.basename(folder))),
        volumeOf: (folder: string) => {
          if (folder === '/lanes') look++;
          return Promise.resolve({ top: '/', freeBytes: free[Math.min(look, free.length - 1)]! });
        },
      },
    },
    interrupted: new AbortController().signal,
    tell: (event: Told) => told.push(event),
    project: {
      repository: { top: '/' },
      store: { layout: { lanes: '/lanes', folder: '/state' } },
      config: { worktree: { diskFloorBytes: FLOOR }, parallel: { memoryFloorBytes: 1_000, maxLoad: 4 } },
    },
  } as unknown as Build;
  return { build, told, folders };
}

test('a lane is held back while others run that may make room, told so once, and starts when there is room', async () => {
  const { build, told } = building([5_000, 6_000, FLOOR]);
  const crew = crewOf(2);
  expect(await holdForRoom(build, 'add', crew)).toBeUndefined();
  const disk = { volume: '/', freeBytes: 5_000, floorBytes: FLOOR };
  expect(told).toEqual([{ t: 'waiting', story: 'add', for: 'disk', disk }]);
  expect(crew.busy).toBe(2);
});

test('what finished lanes left for others makes room first', async () => {
  const { build, told, folders } = building([5_000, FLOOR]);
  folders.push('.spare-1', 'double', '.pool-1', '.spare-12');
  expect(await holdForRoom(build, 'add', crewOf(1))).toBeUndefined();
  expect({ told, folders }).toEqual({ told: [], folders: ['double', '.pool-1'] });
});

test('once the last of the others has ended without making room, it is a problem', async () => {
  const crew = crewOf(2);
  const { build } = building([5_000], () => void (crew.busy -= 1));
  expect(await holdForRoom(build, 'add', crew)).toMatchObject({ reason: 'disk-low', story: 'add', freeBytes: 5_000 });
});

test('with room enough nothing is told', async () => {
  const { build, told } = building([FLOOR]);
  expect(await holdForRoom(build, 'add', crewOf(1))).toBeUndefined();
  expect(told).toEqual([]);
});

test('memory and processors hold a lane back beside others, each told once, and nobody where it is alone', async () => {
  const strains = [{ freeBytes: 10, load: 9 }, { freeBytes: 2_000, load: 9 }, { freeBytes: 10, load: 0 }, { load: 4 }];
  const { build, told } = building([FLOOR], () => {}, strains);
  expect(await holdForRoom(build, 'add', crewOf(2))).toBeUndefined();
  expect(told).toEqual([
    { t: 'waiting', story: 'add', for: 'memory', machine: { now: 10, bound: 1_000 } },
    { t: 'waiting', story: 'add', for: 'cpu', machine: { now: 9, bound: 4 } },
  ]);
  const alone = building([FLOOR], () => {}, [{ freeBytes: 10, load: 9 }]);
  expect(await holdForRoom(alone.build, 'add', crewOf(1))).toBeUndefined();
  expect(alone.told).toEqual([]);
});

test('of several that hold back on a busy machine the one the schedule started first goes on, at once, when nothing else runs', async () => {
  const { build } = building([FLOOR], () => {}, [{ load: 9 }]);
  const clock = {
    wait: (_ms: number, over: AbortSignal) => new Promise<void>((done) => over.addEventListener('abort', () => done())),
  };
  const slow = { ...build, host: { ...build.host, clock } } as unknown as Build;
  const crew = crewOf(0);
  for (const story of ['a', 'b', 'c']) turnBegins(crew, story);
  const gone: string[] = [];
  const holding = ['c', 'a', 'b'].map(async (story) => {
    await holdForRoom(slow, story, crew);
    gone.push(story);
    // Its session, and its end.
    await settled();
    crew.busy -= 1;
    crew.held[0]?.look();
  });
  await Promise.all(holding);
  expect(gone).toEqual(['a', 'b', 'c']);
  expect(crew).toMatchObject({ busy: 0, held: [] });
});

test('where there is room again those who held back go on in the order in which the schedule started them', async () => {
  const { build } = building([FLOOR]);
  const crew = crewOf(1);
  for (const story of ['a', 'b', 'c']) turnBegins(crew, story);
  const gone: string[] = [];
  const lanes = ['c', 'b--part', 'a'].map((lane) => holdForRoom(build, lane, crew).then(() => gone.push(lane)));
  await Promise.all(lanes);
  expect(gone).toEqual(['a', 'b--part', 'c']);
  expect(crew).toMatchObject({ busy: 4, held: [] });
});
