import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { changesIn, type At } from './git-changes.ts';
import { overlookNothing, seedIndex } from './git-commit.ts';
import { git } from './git-process.ts';
import { linkedGitDir } from './git-worktree.ts';
import { keepIndex } from './own-index.ts';
import type { SettleSpec } from './git-port.ts';

/** Paths that stand in a linked worktree otherwise than in `commit`, untracked ones too, ignored ones not; sorted. Changes nothing. */
export async function differing(worktree: string, commit: string): Promise<readonly string[]> {
  return withIndex(worktree, commit, async (at) => (await changesIn(at)).map((one) => one.path));
}

/**
 * Puts a linked worktree on a commit, without a branch, but for the paths that are kept. Its index is made anew, whatever stands
 * there. What git cannot take in (a repository within) is moved aside, never removed.
 */
export async function settleWorktree(worktree: string, spec: SettleSpec): Promise<void> {
  const { commit, keeps, over } = spec;
  await withIndex(worktree, commit, async (at, gitDir) => {
    if (over !== undefined) await laidOver(at, commit, over);
    const changes = (await changesIn(at)).filter((one) => !keeps(one.path));
    for (const one of changes) if (one.isNew || spec.asideAll === true) await takeAway(worktree, one, spec);
    const known = changes.filter(({ isNew }) => !isNew).map((one) => `${one.path}\0`);
    if (known.length > 0) await git(['checkout-index', '--force', '-u', '-z', '--stdin'], { ...at, input: known.join('') });
    await git(['update-ref', '--no-deref', '-m', 'xpar', 'HEAD', commit], { cwd: worktree });
    await fs.rename(at.env['GIT_INDEX_FILE']!, path.join(gitDir, 'index'));
    if (over === undefined) await keepIndex(gitDir, commit);
  });
}

/** With an index of our own that holds the commit: whatever an agent did to the real one neither matters nor is lost. */
async function withIndex<T>(worktree: string, commit: string, work: (at: At, gitDir: string) => Promise<T>): Promise<T> {
  const gitDir = await linkedGitDir(worktree);
  if (gitDir === undefined) throw new Error(`${worktree} is no worktree any more: its .git was changed`);
  const index = path.join(gitDir, `xpar-index-${randomBytes(6).toString('hex')}`);
  const at = { cwd: worktree, env: { GIT_INDEX_FILE: index } };
  try {
    await seedIndex(gitDir, index, { worktree, base: commit });
    await overlookNothing(worktree, at.env);
    return await work(at, gitDir);
  } finally {
    await fs.rm(index, { force: true });
    await fs.rm(`${index}.lock`, { force: true });
  }
}

/** The index with some paths as another commit has them. */
async function laidOver(at: At, commit: string, over: NonNullable<SettleSpec['over']>): Promise<void> {
  const told = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', commit, over.commit], at);
  const parts = told.bytes.toString().split('\0').slice(0, -1);
  const lines: string[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, mode, , blob] = parts[index]!.split(' ');
    const name = parts[index + 1]!;
    if (over.only(name)) lines.push(`${mode} ${blob}\t${name}\0`);
  }
  if (lines.length > 0) await git(['update-index', '-z', '--index-info'], { ...at, input: lines.join('') });
}

/** A file that is in no commit; a folder is a repository within. */
async function takeAway(
  worktree: string,
  { path: name, isFolder }: { readonly path: string; readonly isFolder: boolean },
  { aside, asideAll }: SettleSpec,
): Promise<void> {
  const file = path.join(worktree, name);
  // Not through a link that somebody put in the way meanwhile.
  const folder = await fs.realpath(path.dirname(file)).catch(() => undefined);
  if (folder !== path.join(await fs.realpath(worktree), path.dirname(name))) return;
  if (isFolder || asideAll === true) {
    if (!(await fs.lstat(file).catch(() => undefined))) return;
    const to = path.join(aside, name);
    await fs.mkdir(path.dirname(to), { recursive: true });
    await fs.rename(file, to);
  } else await fs.rm(file, { force: true });
  for (let above = path.dirname(name); above !== '.'; above = path.dirname(above)) {
    const isGone = await fs.rmdir(path.join(worktree, above)).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}
