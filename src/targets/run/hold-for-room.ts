import type { BusyMachine } from '../../model/strain.ts';
import type { Problem } from '../../model/problem.ts';
import type { Build } from './build.ts';
import { dropSpares } from '../lane/worktree-pool.ts';

const LOOK_MS = 5_000;

/** How many steps run: whoever holds back looks whether anyone is left that could make room. */
export interface Crew {
  busy: number;
}

/**
 * A lane that is to begin while less is free than `worktree.diskFloor`, or while memory or processors are short, is held back, and
 * told so, until there is room again. Where nothing else runs nobody will make any: a full disk is then the problem that ends it; a
 * machine that others keep busy is put up with.
 */
export async function holdForRoom(build: Build, story: string, crew: Crew): Promise<Problem | undefined> {
  const { host, interrupted, tell } = build;
  const told = new Set<string>();
  crew.busy -= 1;
  try {
    for (;;) {
      const low = await lowVolume(build);
      const busy = low === undefined ? busyMachine(build) : undefined;
      if ((low === undefined && busy === undefined) || interrupted.aborted) return undefined;
      if (low !== undefined && (await dropSpares(build))) continue;
      if (crew.busy <= 0) return low === undefined ? undefined : { reason: 'disk-low', story, ...low };
      const why = low === undefined ? busy! : ({ for: 'disk', disk: low } as const);
      if (!told.has(why.for)) tell({ t: 'waiting', story, ...why });
      told.add(why.for);
      await host.clock.wait(LOOK_MS, interrupted);
    }
  } finally {
    crew.busy += 1;
  }
}

function busyMachine({ host, project }: Build): { readonly for: 'memory' | 'cpu'; readonly machine: BusyMachine } | undefined {
  const { memoryFloorBytes, maxLoad } = project.config.parallel;
  const { freeBytes, load } = host.machine.strain();
  if (freeBytes !== undefined && freeBytes < memoryFloorBytes)
    return { for: 'memory', machine: { now: freeBytes, bound: memoryFloorBytes } };
  return maxLoad > 0 && load > maxLoad ? { for: 'cpu', machine: { now: load, bound: maxLoad } } : undefined;
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
