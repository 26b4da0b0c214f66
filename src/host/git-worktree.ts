import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fewAtOnce } from './few-at-once.ts';
import { git, tryGit } from './git-process.ts';
import { smallText } from './small-text.ts';
import type { InTurn, Placed, PlaceSpec } from './git-port.ts';
import { keepIndex, putBackIndex } from './own-index.ts';

/** Creating worktrees in parallel fails on git's own config lock: one at a time. */
let turn: Promise<unknown> = Promise.resolve();

/** As many as the machine can write: more would all come later, the first too, which whoever asks first is in need of. */
const filling = fewAtOnce(os.availableParallelism());

/** What a new worktree is to hold is written beside others: of many only their entries are made one at a time. */
export async function placeWorktree(cwd: string, spec: PlaceSpec, inTurn: InTurn = (work) => work()): Promise<Placed> {
  const mine = turn.then(() => inTurn(() => place(cwd, spec)));
  turn = mine.catch(() => undefined);
  const placed = await mine;
  if (placed !== 'empty') return placed;
  const filled = await filling(() => tryGit(['reset', '--hard', '--quiet', '--no-recurse-submodules'], { cwd: spec.path }));
  if (filled.code !== 0) {
    await inTurn(() => removeWorktree(cwd, spec.path));
    return { ok: false, detail: filled.error };
  }
  const gitDir = await linkedGitDir(spec.path);
  if (gitDir !== undefined) await keepIndex(gitDir, spec.commit);
  return { ok: true, reused: false };
}

/** Beside others: no entry comes or goes. */
export async function resetWorktree(cwd: string, spec: Omit<PlaceSpec, 'apart' | 'keep'>): Promise<boolean> {
  return (await whatStands(await checkouts(cwd), spec.path)) === 'ours' && reuse(spec);
}

async function place(cwd: string, spec: PlaceSpec): Promise<Placed | 'empty'> {
  let known = await checkouts(cwd);
  let standing = await whatStands(known, spec.path);
  if (standing === 'foreign') {
    // A repository that was moved has lost its worktrees until they are told where it went.
    await tryGit(['worktree', 'repair', spec.path], { cwd });
    known = await checkouts(cwd);
    standing = await whatStands(known, spec.path);
  }
  if (standing === 'foreign') return { ok: false, detail: `${spec.path} exists and is not a worktree of this repository` };
  if (standing === 'ours' && (await reuse(spec))) return { ok: true, reused: true };
  if (standing === 'ours') await removeWorktree(cwd, spec.path);
  for (const gone of await goneOf(known, spec)) await removeWorktree(cwd, gone);
  await fs.mkdir(path.dirname(spec.path), { recursive: true });
  const onto = spec.branch === undefined ? ['--detach'] : ['--no-track', '-B', spec.branch];
  const added = await tryGit(['worktree', 'add', '--force', '--quiet', '--no-checkout', ...onto, spec.path, spec.commit], {
    cwd,
  });
  return added.code === 0 ? 'empty' : { ok: false, detail: added.error };
}

interface Entry {
  readonly path: string;
  /** `refs/heads/…`, empty where it is on none. */
  readonly branch: string;
}

/** By repository: the person's checkout as git names it. That stays what it is while we run. */
const mains = new Map<string, Entry>();

/** The checkouts git knows, the person's first; their folders may be gone. Git is asked once, and then its files are read. */
export async function checkouts(cwd: string): Promise<readonly Entry[]> {
  const main = mains.get(cwd);
  const read = main && (await readEntries(cwd, main));
  if (read !== undefined) return read;
  const all = await list(cwd);
  if (all[0] !== undefined) mains.set(cwd, all[0]);
  return all;
}

/** Undefined where only git can tell: in a linked worktree, or where references are no files. */
async function readEntries(cwd: string, main: Entry): Promise<readonly Entry[] | undefined> {
  const gitDir = path.join(cwd, '.git');
  const own = await smallText(path.join(gitDir, 'HEAD'));
  if (own === undefined || own.includes('refs/heads/.invalid')) return undefined;
  const folder = path.join(gitDir, 'worktrees');
  const names = await fs.readdir(folder).catch(() => []);
  const linked = await Promise.all(
    names.map(async (name): Promise<readonly Entry[]> => {
      const at = path.join(folder, name);
      const [head, back] = await Promise.all(['HEAD', 'gitdir'].map((file) => smallText(path.join(at, file))));
      // Git takes no notice of what is half there either.
      if (head === undefined || back === undefined) return [];
      return [{ path: path.dirname(path.resolve(at, back.trimEnd())), branch: branchIn(head) }];
    }),
  );
  return [{ path: main.path, branch: branchIn(own) }, ...linked.flat()];
}

function branchIn(head: string): string {
  return /^ref: (.+)/.exec(head)?.[1]?.trimEnd() ?? '';
}

async function list(cwd: string): Promise<readonly Entry[]> {
  const { bytes } = await git(['worktree', 'list', '--porcelain', '-z'], { cwd });
  const records = bytes
    .toString()
    .split('\0\0')
    .filter((record) => record !== '');
  return records.map((record) => {
    const lines = record.split('\0');
    const valueOf = (key: string): string => lines.find((line) => line.startsWith(key))?.slice(key.length) ?? '';
    return { path: path.normalize(valueOf('worktree ')), branch: valueOf('branch ') };
  });
}

async function whatStands(known: readonly Entry[], folder: string): Promise<'nothing' | 'ours' | 'foreign'> {
  const names = await fs.readdir(folder).catch(() => undefined);
  if (names === undefined || names.length === 0)
    return (await fs.stat(folder).catch(() => undefined))?.isFile() ? 'foreign' : 'nothing';
  const real = await fs.realpath(folder);
  return known.some((one) => one.path === real) ? 'ours' : 'foreign';
}

/**
 * Entries of this lane whose folder somebody deleted: git still takes their branch for checked out. Those of others are
 * left alone: a person's worktree may stand on a disk that is not there today.
 */
async function goneOf(known: readonly Entry[], spec: { path: string; branch?: string }): Promise<readonly string[]> {
  const lane = known.slice(1).filter((one) => one.path === spec.path || one.branch === `refs/heads/${spec.branch}`);
  const gone = await Promise.all(lane.map(async (one) => ((await holds(one.path)) ? [] : [one.path])));
  return gone.flat();
}

async function holds(folder: string): Promise<boolean> {
  const names = await fs.readdir(folder).catch(() => []);
  return names.length > 0;
}

/**
 * The git folder of a linked worktree; undefined where the two do not name each other. An agent can rewrite `.git`, and
 * git would then work on another lane, on the person's own checkout, or on a repository further up.
 */
export async function linkedGitDir(worktree: string): Promise<string | undefined> {
  const there = /^gitdir: (.+?)[\r\n]*$/s.exec((await smallText(path.join(worktree, '.git'))) ?? '')?.[1];
  if (there === undefined) return undefined;
  const folder = path.resolve(worktree, there);
  const back = await smallText(path.join(folder, 'gitdir'));
  if (back === undefined) return undefined;
  const named = await fs.realpath(path.dirname(path.resolve(folder, back.trim()))).catch(() => undefined);
  return named === (await fs.realpath(worktree)) ? folder : undefined;
}

/** Cheaper than a new checkout: what git ignores (installed dependencies) stays, all else becomes `commit`. */
async function reuse(spec: PlaceSpec): Promise<boolean> {
  const at = { cwd: spec.path };
  const folder = await linkedGitDir(spec.path);
  if (folder === undefined) return false;
  for (const left of ['index.lock', 'rebase-merge', 'rebase-apply', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'BISECT_LOG']) {
    await fs.rm(path.join(folder, left), { recursive: true, force: true });
  }
  // What an earlier owner told git to overlook, or to leave out, is forgotten with these.
  if (spec.keep) for (const left of PRIVATE) await fs.rm(path.join(folder, left), { force: true });
  // Whoever was in it may have forged the index that stands there.
  await putBackIndex(folder);
  const onto = spec.branch === undefined ? ['--detach'] : ['--no-track', '-B', spec.branch];
  const moved = await tryGit(['checkout', '--force', '--quiet', ...onto, spec.commit], at);
  if (moved.code !== 0) return false;
  const clean = spec.keep ? ['clean', '-ffdqx', ...spec.keep.flatMap((one) => ['-e', one])] : ['clean', '-ffdq'];
  if ((await tryGit(clean, at)).code !== 0) return false;
  if (spec.keep !== undefined && !(await isAt(spec))) return false;
  await keepIndex(folder, spec.commit);
  return true;
}

const PRIVATE = ['config.worktree', 'info/sparse-checkout'];

/** Is it, to the last file, what it was to become? */
async function isAt({ path: cwd, commit, keep = [] }: PlaceSpec): Promise<boolean> {
  const tracked = await tryGit(['status', '--porcelain=v2', '--branch', '--untracked-files=no'], { cwd });
  const told = tracked.text.split('\n').filter((line) => line !== '');
  const others = await tryGit(['ls-files', '--others', ...keep.map((one) => `--exclude=${one}`)], { cwd });
  const isOnlyIt = told.every((line) => line.startsWith('# ')) && told.includes(`# branch.oid ${commit}`) && others.text === '';
  return isOnlyIt && [tracked, others].every(({ code }) => code === 0);
}

/** Untracked files too; undefined where the folder is no worktree of this repository any more. */
export async function changedSince(cwd: string, worktree: string): Promise<boolean | undefined> {
  if ((await whatStands(await checkouts(cwd), worktree)) !== 'ours' || (await linkedGitDir(worktree)) === undefined)
    return undefined;
  const status = await tryGit(['status', '--porcelain', '--untracked-files=all'], { cwd: worktree });
  return status.code === 0 ? status.text !== '' : undefined;
}

export async function moveWorktree(cwd: string, from: string, to: string): Promise<boolean> {
  const gitDir = await linkedGitDir(from);
  if (gitDir === undefined) return false;
  const head = await smallText(path.join(gitDir, 'HEAD'));
  const isOnBranch = head?.startsWith('ref: ') !== false;
  if (isOnBranch && (await tryGit(['update-ref', '--no-deref', 'HEAD', 'HEAD'], { cwd: from })).code !== 0) return false;
  return (await tryGit(['worktree', 'move', '--', from, to], { cwd })).code === 0;
}

/** Takes a worktree and its entry away, whatever stands in it. The caller has saved what must not be lost. */
export async function removeWorktree(cwd: string, folder: string): Promise<void> {
  const remove = ['worktree', 'remove', '--force', '--force', '--', folder];
  if ((await tryGit(remove, { cwd })).code === 0) return;
  await fs.rm(folder, { recursive: true, force: true });
  // Git lets go of an entry only when the folder is whole or gone.
  await tryGit(remove, { cwd });
}
