import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Indexes of worktrees as git left them when xpar had placed a commit there, before anybody else had their hands in it. Kept in
 * memory, where no agent and no gate can reach: with one of these git need only write what differs, and believes no stamp that
 * somebody put there since.
 */
const known = new Map<string, { readonly bytes: Uint8Array; readonly seconds: number }>();

/** Of the largest repositories each takes some tens of megabytes. */
const MOST = 4;

/** Puts the kept index in place of whatever stands there; without one, none stands there, and all is written anew. */
export async function putBackIndex(worktree: string, gitDir: string): Promise<void> {
  const index = path.join(gitDir, 'index');
  await fs.rm(index, { force: true });
  const own = known.get(worktree);
  if (own === undefined) return;
  await fs.writeFile(index, own.bytes);
  // As old as it was: git looks into files that were changed in the index's own second, where a stamp says nothing.
  await fs.utimes(index, own.seconds, own.seconds);
}

/** Keeps the index of a worktree that was just placed, and looked over. */
export async function keepIndex(worktree: string, gitDir: string): Promise<void> {
  const index = path.join(gitDir, 'index');
  known.delete(worktree);
  const [bytes, stat] = await Promise.all([fs.readFile(index), fs.stat(index)]);
  known.set(worktree, { bytes, seconds: Math.floor(stat.mtimeMs / 1000) });
  for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
}
