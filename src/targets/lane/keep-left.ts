import type { Build } from '../run/build.ts';
import { intoOf } from './keep-work.ts';

/**
 * What stands in a worktree beyond `base` (a commit, or `HEAD` of that worktree) is kept under `refs/xpar/backup/`. What git cannot take in (a repository within, a
 * `.git` that is no longer ours) is moved aside whole.
 */
export async function keepLeft(
  build: Build,
  story: string,
  at: { readonly folder: string; readonly base: string; readonly leaveOut: readonly string[] },
): Promise<void> {
  const { git, files, clock } = build.host;
  const { folder, leaveOut } = at;
  const now = clock.now();
  try {
    const base = at.base === 'HEAD' ? await git.commitOf(folder, 'HEAD') : at.base;
    if (base === undefined) return;
    const ref = `refs/xpar/backup/${story}/${now}`;
    const message = `${story}: left in its worktree\n`;
    const kept = await git.commitWorktree(folder, { base, ref, message, leaveOut, ...intoOf(build) });
    if (!kept.changed) await git.deleteRef(build.project.repository.top, ref);
  } catch {
    await files.rename(folder, `${folder}.set-aside-${now}`);
  }
}
