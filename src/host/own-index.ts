import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Indexes of worktrees as git left them when xpar had placed a commit there, before anybody else had their hands in it. Kept in
 * memory, where no agent and no gate can reach: with one of these git need only write what differs, and believes no stamp that
 * somebody put there since.
 */
const known = new Map<string, Kept>();

interface Kept {
  readonly bytes: Uint8Array;
  readonly seconds: number;
  /** What was placed. */
  readonly commit: string;
}

/** Of the largest repositories each takes some tens of megabytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Puts the kept index in place of whatever stands there; without one, none stands there, and all is written anew. */
export async function putBackIndex(gitDir: string): Promise<void> {
  const index = path.join(gitDir, 'index');
  await fs.rm(index, { force: true });
  const own = known.get(gitDir);
  if (own !== undefined) await put(own, index);
}

/** Writes the kept index to a file, and gives the commit that it holds; undefined where none is kept. */
export async function seedFromKept(gitDir: string, file: string): Promise<string | undefined> {
  const own = known.get(gitDir);
  if (own !== undefined) await put(own, file);
  return own?.commit;
}

async function put({ bytes, seconds }: Kept, file: string): Promise<void> {
  await fs.writeFile(file, bytes);
  // As old as it was: git looks into files that were changed in the index's own second, where a stamp says nothing.
  await fs.utimes(file, seconds, seconds);
}

/** Keeps the index of a worktree that was just placed, and looked over. */
export async function keepIndex(gitDir: string, commit: string): Promise<void> {
  const index = path.join(gitDir, 'index');
  known.delete(gitDir);
  const [bytes, stat] = await Promise.all([fs.readFile(index), fs.stat(index)]);
  known.set(gitDir, { bytes, seconds: Math.floor(stat.mtimeMs / 1000), commit });
  let bytesKept = [...known.values()].reduce((sum, one) => sum + one.bytes.length, 0);
  for (const [oldest, one] of known) {
    if (bytesKept <= MOST_BYTES) break;
    known.delete(oldest);
    bytesKept -= one.bytes.length;
  }
}
