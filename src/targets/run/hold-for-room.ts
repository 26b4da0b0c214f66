import type { BusyMachine, LowDisk } from '../../model/strain.ts';
import type { Problem } from '../../model/problem.ts';
import type { Build } from './build.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { waitInLine } from './in-line.ts';
import { dropSpares } from '../lane/worktree-pool.ts';

const LOOK_MS = 5_000;

/** How many steps run: whoever holds back looks whether anyone is left that could make room. */
export interface Crew {
  busy: number;
  /** Those who hold back, in the order in which the schedule started them. */
  readonly held: Held[];
  /** By story, as the schedule started them: how far each comes meanwhile is chance. */
  readonly turns: Map<string, number>;
  /** Steps that the schedule started by now. */
  started: number;
}

export function newCrew(): Crew {
  return { busy: 0, held: [], turns: new Map(), started: 0 };
}

interface Held {
  readonly turn: number;
  /** Makes it look again at once. */
  readonly look: () => void;
}

/** The schedule starts a step of the story now: one more runs. */
export function turnBegins(crew: Crew, story: string): void {
  crew.busy += 1;
  crew.started += 1;
  crew.turns.set(story, crew.started);
}

/**
 * A lane that is to begin while less is free than `worktree.diskFloor`, or while memory or processors are short, is held back, and
 * told so, until there is room again. Where nothing else runs nobody will make any: a full disk is then the problem that ends it; a
 * machine that others keep busy is put up with, in the order of the schedule. Nobody goes on before those who were started earlier.
 */
export async function holdForRoom(build: Build, story: string, crew: Crew): Promise<Problem | undefined> {
  const { host, interrupted } = build;
  const tellOnce = tellingOnce(build, story);
  let again = new AbortController();
  const own: Held = { turn: crew.turns.get(ownerOf(story).story) ?? 0, look: () => again.abort() };
  crew.held.push(own);
  crew.held.sort((a, b) => a.turn - b.turn);
  crew.busy -= 1;
  try {
    for (;;) {
      if (interrupted.aborted) return undefined;
      const short = await shortage(build);
      const isDue = short === undefined || crew.busy <= 0;
      if (isDue && crew.held[0] === own) return problemOf(story, short);
      if (isDue) crew.held[0]!.look();
      if (short !== undefined) tellOnce(short);
      if (!again.signal.aborted)
        await waitInLine(build.inLine, host.clock.wait(LOOK_MS, AbortSignal.any([interrupted, again.signal])));
      if (again.signal.aborted) again = new AbortController();
    }
  } finally {
    crew.held.splice(crew.held.indexOf(own), 1);
    crew.busy += 1;
    crew.held[0]?.look();
  }
}

/** Each kind of shortage once. */
function tellingOnce({ tell }: Build, story: string): (short: Short) => void {
  const told = new Set<string>();
  return (short) => {
    if (!told.has(short.for)) tell({ t: 'waiting', story, ...short });
    told.add(short.for);
  };
}

function problemOf(story: string, short: Short | undefined): Problem | undefined {
  return short?.for === 'disk' ? { reason: 'disk-low', story, ...short.disk } : undefined;
}

type Busy = { readonly for: 'memory' | 'cpu'; readonly machine: BusyMachine };
type Short = Busy | { readonly for: 'disk'; readonly disk: LowDisk };

/** What there is too little of, once nothing is left to take away. */
async function shortage(build: Build): Promise<Short | undefined> {
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
