import path from 'node:path';
import type { Build, Spares } from '../run/build.ts';
import { dropSpares, toSpares } from './worktree-pool.ts';

/** What finished lanes leave for others of the run; `toBegin`: stories that may still take one. */
export function sparesOf(
  build: Pick<Build, 'host' | 'project'>,
  most: number,
  toBegin: () => number,
): Spares & { close(): Promise<void> } {
  let dropping: Promise<unknown> = Promise.resolve();
  const downTo = (many: () => number): Promise<unknown> => {
    // What cannot be taken away now is no lane's trouble, and is tried again at the end.
    dropping = dropping.then(() => dropSpares(build, many())).catch(() => undefined);
    return dropping;
  };
  return {
    most,
    isAwaited: () => toBegin() > 0,
    trim: () => void downTo(toBegin),
    async close() {
      await downTo(() => 0);
    },
  };
}

/**
 * A gated lane's worktree goes to the next of the run, with nothing in it that is not tracked: what lands is its commit. Where
 * something was installed in it, it stays until the lane has landed, as a lane that does not would have to install again.
 */
export async function handOn(build: Build, story: string): Promise<void> {
  const { host, project, spares } = build;
  const { config, store } = project;
  if (spares?.isAwaited() !== true || config.isolation === 'clone' || config.worktree.teardown.length > 0) return;
  if (await host.files.exists(store.layout.setup(story).mark)) return;
  if (await toSpares(build, path.join(store.layout.lanes, story))) spares.trim();
}
