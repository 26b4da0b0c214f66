import type { BusyMachine, LowDisk } from '../../model/strain.ts';
import type { Problem } from '../../model/problem.ts';
import type { Build } from './build.ts';
import { waitInLine } from './in-line.ts';
import { dropSpares } from '../lane/worktree-pool.ts';

const LOOK_MS = 5_000;

/** How many steps run: whoever holds back looks whether anyone is left that could make room. */
export interface Crew {
  busy: number;
  /** Those who hold back, in the order in which they came: what makes each look again at once. */
  readonly held: (() => void)[];
}

/**
 * A lane that is to begin while less is free than `worktree.diskFloor`, or while memory or processors are short, is held back, and
 * told so, until there is room again. Where nothing else runs nobody will make any: a full disk is then the problem that ends it; a
 * machine that others keep busy is put up with, by who came first.
 */
export async function holdForRoom(build: Build, story: string, crew: Crew): Promise<Problem | undefined> {
  const { host, interrupted, tell } = build;
  const told = new Set<string>();
  let again = new AbortController();
  const lookAgain = (): void => again.abort();
  crew.held.push(lookAgain);
  crew.busy -= 1;
  try {
    for (;;) {
      const short = interrupted.aborted ? undefined : await shortage(build);
      if (short === undefined) return undefined;
      if (crew.busy <= 0 && crew.held[0] === lookAgain)
        return short.for === 'disk' ? { reason: 'disk-low', story, ...short.disk } : undefined;
      if (crew.busy <= 0) crew.held[0]!();
      if (!told.has(short.for)) tell({ t: 'waiting', story, ...short });
      told.add(short.for);
      await waitInLine(build.inLine, host.clock.wait(LOOK_MS, AbortSignal.any([interrupted, again.signal])));
      if (again.signal.aborted) again = new AbortController();
    }
  } finally {
    crew.held.splice(crew.held.indexOf(lookAgain), 1);
    crew.busy += 1;
  }
}

type Busy = { readonly for: 'memory' | 'cpu'; readonly machine: BusyMachine };

/** What there is too little of, once nothing is left to take away. */
async function shortage(build: Build): Promise<Busy | { readonly for: 'disk'; readonly disk: LowDisk } | undefined> {
  for (;;) {
    const disk = await lowVolume(build);
    if (disk === undefined) return busyMachine(build);
    if (!(await dropSpares(build))) return { for: 'disk', disk };
  }
}

function busyMachine({ host, project }: Build): Busy | undefined {
  const { memoryFloorBytes, maxLoad } = project.config.parallel;
  const { freeBytes, load } = host.machine.strain();
  if (freeBytes !== undefined && freeBytes < memoryFloorBytes)
    return { for: 'memory', machine: { now: freeBytes, bound: memoryFloorBytes } };
  return maxLoad > 0 && load > maxLoad ? { for: 'cpu', machine: { now: load, bound: maxLoad } } : undefined;
}

async function lowVolume({ host, project }: Build): Promise<LowDisk | undefined> {
  const { layout } = project.store;
  const floorBytes = project.config.worktree.diskFloorBytes;
  for (const folder of floorBytes > 0 ? [layout.lanes, layout.folder] : []) {
    const volume = await host.files.volumeOf(folder);
    if (volume !== undefined && volume.freeBytes < floorBytes)
      return { volume: volume.top, freeBytes: volume.freeBytes, floorBytes };
  }
  return undefined;
}
