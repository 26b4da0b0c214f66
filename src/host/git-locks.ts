import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Refs that only xpar moves. */
const OWN_REFS = ['refs/heads/xpar', 'refs/xpar'];
/** Longer than git holds a ref's lock, and than it waits for one. */
const PATIENCE_MS = 1_000;

/**
 * Takes away locks that a killed git left on xpar's own refs and in `worktrees` of xpar's own, and gives them: for the one
 * writer, since only its git could be at work there. One that is gone or another after a moment was somebody's at work.
 */
export async function removeDeadLocks(commonDir: string, worktrees: readonly string[]): Promise<readonly string[]> {
  const before = await locksIn(commonDir, worktrees);
  if (before.size === 0) return [];
  await delay(PATIENCE_MS);
  const after = await locksIn(commonDir, worktrees);
  const dead = [...before].filter(([file, inode]) => after.get(file) === inode).map(([file]) => file);
  for (const file of dead) await fs.rm(file, { force: true });
  return dead;
}

async function locksIn(commonDir: string, worktrees: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const refs = await Promise.all(OWN_REFS.map((folder) => locksUnder(path.join(commonDir, folder), true)));
  const entries = await Promise.all((await entriesOf(commonDir, worktrees)).map((folder) => locksUnder(folder, false)));
  return new Map([...refs, ...entries].flat());
}

/** Git names the folder it keeps of a worktree as it likes; inside, it says of which. */
async function entriesOf(commonDir: string, worktrees: readonly string[]): Promise<readonly string[]> {
  const all = path.join(commonDir, 'worktrees');
  const folders = (await fs.readdir(all).catch(() => [])).map((name) => path.join(all, name));
  const named = await Promise.all(folders.map((one) => fs.readFile(path.join(one, 'gitdir'), 'utf8').catch(() => '')));
  return folders.filter((_, index) => worktrees.includes(path.dirname(named[index]!.trim())));
}

async function locksUnder(folder: string, deep: boolean): Promise<readonly (readonly [file: string, inode: number])[]> {
  const names = await fs.readdir(folder, { recursive: deep }).catch(() => []);
  const files = names.filter((one) => one.endsWith('.lock')).map((name) => path.join(folder, name));
  const stats = await Promise.all(files.map((file) => fs.lstat(file).catch(() => undefined)));
  return files.flatMap((file, index) => (stats[index]?.isFile() ? [[file, stats[index].ino] as const] : []));
}
