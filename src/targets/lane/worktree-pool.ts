import path from 'node:path';
import type { Build } from '../run/build.ts';

/** A worktree that a lane may take over, and what git ignores there may stay (gitignore's syntax). */
interface Slot {
  readonly folder: string;
  readonly keep: readonly string[];
  /** What was installed in it is known by its folder's name: that goes with it. */
  readonly isSetUp: boolean;
}

/** Keeps a finished lane's worktree for the next one, where the config or this run wants that and there is room; true where it is kept. */
export function toPool(build: Build, folder: string): Promise<boolean> {
  return into(build, slotsOf(build), folder);
}

/** The same for the lanes of this run alone: nothing but what is tracked goes on to another. */
export function toSpares(build: Build, folder: string): Promise<boolean> {
  return into(build, sparesIn(build), folder);
}

async function into(build: Build, slots: readonly Slot[], folder: string): Promise<boolean> {
  const { files } = build.host;
  if (!(await files.exists(folder))) return false;
  for (const slot of slots) {
    const kept = await ifFree(
      slot.folder,
      async () => !(await files.exists(slot.folder)) && moved(build, slot, { from: folder, to: slot.folder }),
    );
    if (kept === true) return true;
  }
  return false;
}

/** Gives a lane that has no worktree yet one that another left, as it left it, and what may stay of it: undefined where there was none. */
export async function fromPool(build: Build, folder: string): Promise<Pick<Slot, 'keep'> | undefined> {
  const { files } = build.host;
  if (await files.exists(folder)) return undefined;
  for (const slot of slotsOf(build)) {
    const given = await ifFree(
      slot.folder,
      async () => (await files.exists(slot.folder)) && moved(build, slot, { from: slot.folder, to: folder }),
    );
    if (given === true) return slot;
  }
  return undefined;
}

/** Takes away what finished lanes left for others of the run, but for so many. True where there was any. */
export async function dropSpares({ host, project }: Pick<Build, 'host' | 'project'>, but: number = 0): Promise<boolean> {
  const { lanes } = project.store.layout;
  const spares = ((await host.files.folders(lanes)) ?? []).filter(isSpare).map((name) => path.join(lanes, name));
  const gone = spares.slice(but).map((folder) =>
    ifFree(folder, async () => {
      // What a gate left there as another user may not be ours to remove: that is no lane's trouble.
      await host.git.removeWorktree(project.repository.top, folder).catch(() => undefined);
      return !(await host.files.exists(folder));
    }),
  );
  return (await Promise.all(gone)).includes(true);
}

/** Slots that are being filled, given or taken away: all of that takes a while. */
const held = new Set<string>();

async function ifFree<T>(folder: string, work: () => Promise<T>): Promise<T | undefined> {
  if (held.has(folder)) return undefined;
  held.add(folder);
  try {
    return await work();
  } finally {
    held.delete(folder);
  }
}

export function isSpare(name: string): boolean {
  return /^\.spare-\d+$/.test(name);
}

/** Those of the config last over runs. */
function slotsOf(build: Build): readonly Slot[] {
  const { config, store } = build.project;
  const { pool, keep } = config.worktree;
  const kept = Array.from({ length: pool }, (_, at) => ({ folder: store.layout.pooled(at + 1), keep, isSetUp: true }));
  return [...kept, ...sparesIn(build)];
}

/** They end with their run, and nothing that is not tracked stays in them. */
function sparesIn({ project, spares }: Build): readonly Slot[] {
  const { layout } = project.store;
  return Array.from({ length: spares?.most ?? 0 }, (_, at) => ({ folder: layout.spare(at + 1), keep: [], isSetUp: false }));
}

async function moved(
  { host, project }: Build,
  slot: Slot,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const { layout } = project.store;
  const [old, mark] = [from, to].map((folder) => layout.setup(path.basename(folder)).mark) as [string, string];
  await host.files.remove(mark);
  if (!(await host.git.moveWorktree(project.repository.top, from, to))) return false;
  if (!slot.isSetUp) await host.files.remove(old);
  else if (await host.files.exists(old)) await host.files.rename(old, mark);
  return true;
}
