import fs from 'node:fs/promises';
import path from 'node:path';
import { git, tryGit } from './git-process.ts';
import type { GitDone } from './host.ts';

/** Creating worktrees in parallel fails on git's own config lock: one at a time. */
let turn: Promise<unknown> = Promise.resolve();

export function placeWorktree(cwd: string, spec: { path: string; commit: string; branch?: string }): Promise<GitDone> {
  const mine = turn.then(() => place(cwd, spec));
  turn = mine.catch(() => undefined);
  return mine;
}

async function place(cwd: string, spec: { path: string; commit: string; branch?: string }): Promise<GitDone> {
  const standing = await whatStands(cwd, spec.path);
  if (standing === 'foreign') return { ok: false, detail: `${spec.path} exists and is not a worktree of this repository` };
  if (standing === 'ours' && (await reuse(spec))) return { ok: true };
  if (standing === 'ours') await removeWorktree(cwd, spec.path);
  await fs.mkdir(path.dirname(spec.path), { recursive: true });
  const onto = spec.branch === undefined ? ['--detach'] : ['--no-track', '-B', spec.branch];
  const added = await tryGit(['worktree', 'add', '--force', '--quiet', ...onto, spec.path, spec.commit], { cwd });
  return added.code === 0 ? { ok: true } : { ok: false, detail: added.error };
}

async function whatStands(cwd: string, folder: string): Promise<'nothing' | 'ours' | 'foreign'> {
  const names = await fs.readdir(folder).catch(() => undefined);
  if (names === undefined || names.length === 0)
    return (await fs.stat(folder).catch(() => undefined))?.isFile() ? 'foreign' : 'nothing';
  const listed = (await git(['worktree', 'list', '--porcelain', '-z'], { cwd })).bytes.toString().split('\0');
  const real = await fs.realpath(folder);
  return listed.includes(`worktree ${real.replaceAll(path.sep, '/')}`) || listed.includes(`worktree ${real}`)
    ? 'ours'
    : 'foreign';
}

/** Cheaper than a new checkout: what git ignores (installed dependencies) stays, all else becomes `commit`. */
async function reuse(spec: { path: string; commit: string; branch?: string }): Promise<boolean> {
  const at = { cwd: spec.path };
  const gitDir = await tryGit(['rev-parse', '--git-dir'], at);
  if (gitDir.code !== 0) return false;
  const folder = path.resolve(spec.path, gitDir.text);
  for (const left of ['index.lock', 'rebase-merge', 'rebase-apply', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'BISECT_LOG']) {
    await fs.rm(path.join(folder, left), { recursive: true, force: true });
  }
  const onto = spec.branch === undefined ? ['--detach'] : ['--no-track', '-B', spec.branch];
  const moved = await tryGit(['checkout', '--force', '--quiet', ...onto, spec.commit], at);
  if (moved.code !== 0) return false;
  return (await tryGit(['clean', '-ffdq'], at)).code === 0;
}

/** Takes a worktree and its entry away, whatever stands in it. The caller has saved what must not be lost. */
export async function removeWorktree(cwd: string, folder: string): Promise<void> {
  const removed = await tryGit(['worktree', 'remove', '--force', '--force', folder], { cwd });
  if (removed.code !== 0) await fs.rm(folder, { recursive: true, force: true });
}
