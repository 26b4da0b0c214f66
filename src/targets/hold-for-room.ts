import type { Problem } from '../model/problem.ts';
import type { Build } from './build.ts';

const LOOK_MS = 5_000;

/** How many steps run: whoever holds back looks whether anyone is left that could make room. */
export interface Crew {
  busy: number;
}

/**
 * A lane that is to begin while less is free than `worktree.diskFloor` is held back, and told so, until there is room again.
 * Where nothing else runs nobody will make any: then this is the problem that ends it.
 */
export async function holdForRoom(build: Build, story: string, crew: Crew): Promise<Problem | undefined> {
  const { host, interrupted, tell } = build;
  let isTold = false;
  crew.busy -= 1;
  try {
    for (;;) {
      const low = await lowVolume(build);
      if (low === undefined || interrupted.aborted) return undefined;
      if (crew.busy <= 0) return { reason: 'disk-low', story, ...low };
      if (!isTold) tell({ t: 'waiting', story, for: 'disk', disk: low });
      isTold = true;
      await host.clock.wait(LOOK_MS, interrupted);
    }
  } finally {
    crew.busy += 1;
  }
}

async function lowVolume({
  host,
  project,
}: Build): Promise<{ volume: string; freeBytes: number; floorBytes: number } | undefined> {
  const { layout } = project.store;
  const floorBytes = project.config.worktree.diskFloorBytes;
  for (const folder of floorBytes > 0 ? [layout.lanes, layout.folder] : []) {
    const volume = await host.files.volumeOf(folder);
    if (volume !== undefined && volume.freeBytes < floorBytes)
      return { volume: volume.top, freeBytes: volume.freeBytes, floorBytes };
  }
  return undefined;
}
