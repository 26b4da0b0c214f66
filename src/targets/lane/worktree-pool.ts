import path from 'node:path';
import type { Build } from '../run/build.ts';

/** Keeps a finished lane's worktree for the next one, where the config wants that and there is room; true where it is kept. */
export async function toPool(build: Build, folder: string): Promise<boolean> {
  const { files } = build.host;
  if (!(await files.exists(folder))) return false;
  for (const slot of slotsOf(build)) {
    if (!(await files.exists(slot)) && (await moved(build, folder, slot))) return true;
  }
  return false;
}

/** Gives a lane that has no worktree yet one that another left, as it left it: true where there was one. */
export async function fromPool(build: Build, folder: string): Promise<boolean> {
  const { files } = build.host;
  if (await files.exists(folder)) return false;
  for (const slot of slotsOf(build)) {
    // Another lane may have been faster: then it cannot be moved any more.
    if ((await files.exists(slot)) && (await moved(build, slot, folder))) return true;
  }
  return false;
}

function slotsOf({ project }: Build): readonly string[] {
  const { config, store } = project;
  return Array.from({ length: config.worktree.pool }, (_, at) => store.layout.pooled(at + 1));
}

/** What was installed in it is known by its folder's name: that goes with it. */
async function moved({ host, project }: Build, from: string, to: string): Promise<boolean> {
  const { layout } = project.store;
  const [old, mark] = [from, to].map((folder) => layout.setup(path.basename(folder)).mark) as [string, string];
  await host.files.remove(mark);
  if (!(await host.git.moveWorktree(project.repository.top, from, to))) return false;
  if (await host.files.exists(old)) await host.files.rename(old, mark);
  return true;
}
