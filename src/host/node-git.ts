import path from 'node:path';
import fs from 'node:fs/promises';
import { branches, commitOf, commitsAmong, currentBranch, refs, repository, traces } from './git-refs.ts';
import { git, tryGit, XPAR_AUTHOR, XPAR_COMMITTER } from './git-process.ts';
import { placeApart } from './git-apart.ts';
import { differing, settleWorktree } from './git-settle.ts';
import { commitWorktree } from './git-commit.ts';
import { foretell } from './git-radar.ts';
import { included } from './git-include.ts';
import { changedSince, checkouts, moveWorktree, placeWorktree, removeWorktree, resetWorktree } from './git-worktree.ts';
import { removeDeadLocks } from './git-locks.ts';
import { messageOf, person, push } from './git-person.ts';
import { plumbing, pointers, putBack, settings, taken } from './git-guard.ts';
import { GitTrouble } from './git-trouble.ts';
import { addedIn, changedPaths, changeSets, files, isAncestor, renames, sortedNames, treeOf } from './git-objects.ts';
import type { Git, GitDone, TrailerCommit } from './host.ts';

/** Real git behind the Git port; one process a call, none kept running. */
export function nodeGit(): Git {
  return {
    version,
    repository,
    currentBranch,
    commitOf,
    commitsAmong,
    treeOf,
    traces,
    refs,
    emptyTree,
    branches,
    trailers,
    trailersOf,
    changeSets,
    files,
    blobs,
    isAncestor,
    placeWorktree(cwd, spec, inTurn = (work) => work()) {
      const { apart, branch } = spec;
      return apart === true && branch !== undefined
        ? inTurn(() => placeApart(cwd, spec, branch))
        : placeWorktree(cwd, spec, inTurn);
    },
    resetWorktree,
    checkouts,
    removeWorktree,
    moveWorktree,
    changedSince,
    commitWorktree,
    differing,
    settleWorktree,
    foretell,
    included,
    hasIgnored,
    changedPaths,
    renames,
    addedIn,
    stagedPaths,
    updateRef,
    deleteRef,
    removeDeadLocks,
    dirty,
    inProgress,
    person,
    push,
    messageOf,
    fastForward,
    plumbing,
    pointers,
    standing: taken,
    putBack,
    settings,
    init,
    commitEverything,
  };
}

async function version(): Promise<string | undefined> {
  const answer = await tryGit(['--version'], { cwd: process.cwd() });
  return answer.code === 0 ? /\d+\.\d+(\.\d+)?/.exec(answer.text)?.[0] : undefined;
}

async function emptyTree(cwd: string): Promise<string> {
  return (await git(['hash-object', '-t', 'tree', '--stdin'], { cwd, input: '' })).text;
}

const ITS_TRAILERS = ['--extended-regexp', '--grep=^Xpar-(Story|Revert): ', '--format=%H%x00%ct%x00%(trailers:only,unfold)%x01'];

async function trailers(cwd: string, tip: string, before?: string): Promise<readonly TrailerCommit[]> {
  const range = before === undefined ? [tip] : [tip, `^${before}`];
  return trailerCommits(await git(['log', '--topo-order', ...ITS_TRAILERS, ...range, '--'], { cwd }));
}

async function trailersOf(cwd: string, commits: readonly string[]): Promise<readonly TrailerCommit[]> {
  if (commits.length === 0) return [];
  return trailerCommits(await git(['log', '--no-walk', ...ITS_TRAILERS, '--stdin'], { cwd, input: `${commits.join('\n')}\n` }));
}

function trailerCommits({ text }: { readonly text: string }): readonly TrailerCommit[] {
  return text
    .split('\x01')
    .map((record) => record.trim())
    .filter((record) => record !== '')
    .map((record) => {
      const [commit, seconds, told] = record.split('\0') as [string, string, string];
      return { commit, at: Number(seconds) * 1000, trailers: trailerLines(told) };
    });
}

function trailerLines(text: string): Record<string, string> {
  const pairs = lines(text).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return Object.assign(Object.create(null), Object.fromEntries(pairs)) as Record<string, string>;
}

export async function blobs(cwd: string, ids: readonly string[], mostBytes?: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const wanted = mostBytes === undefined || ids.length === 0 ? ids : await noBigger(cwd, ids, mostBytes);
  if (wanted.length === 0) return found;
  const { bytes } = await git(['cat-file', '--batch'], { cwd, input: wanted.map((id) => `${id}\n`).join('') });
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const [id, type, size] = bytes.subarray(at, end).toString().split(' ') as [string, string, string?];
    at = end + 1;
    if (size === undefined) continue;
    if (type === 'blob') found.set(id, bytes.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

async function noBigger(cwd: string, ids: readonly string[], mostBytes: number): Promise<readonly string[]> {
  const input = ids.map((id) => `${id}\n`).join('');
  const { text } = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { cwd, input });
  return lines(text).flatMap((line) => {
    const [id, size] = line.split(' ') as [string, string];
    return Number(size) <= mostBytes ? [id] : [];
  });
}

async function hasIgnored(worktree: string): Promise<boolean> {
  const { bytes } = await git(['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'], {
    cwd: worktree,
  });
  return bytes.length > 0;
}

async function stagedPaths(cwd: string): Promise<readonly string[]> {
  return sortedNames(await git(['diff', '--cached', '-z', '--name-only', '--no-renames', '--diff-filter=d'], { cwd }));
}

export async function updateRef(cwd: string, ref: string, to: string, from: string | undefined): Promise<boolean> {
  const before = from ?? '0'.repeat(to.length);
  const answer = await tryGit(['update-ref', '--create-reflog', '-m', 'xpar', ref, to, before], { cwd });
  if (answer.code === 0) return true;
  // Only a ref that stands elsewhere was moved by somebody; a full disk or a lock left lying is no such news.
  const there = await tryGit(['rev-parse', '--verify', '--quiet', '--end-of-options', ref], { cwd });
  if ((there.code === 0 ? there.text : undefined) !== from) return false;
  throw new GitTrouble({ command: `update-ref ${ref}`, detail: answer.error });
}

async function deleteRef(cwd: string, ref: string, from?: string): Promise<void> {
  if (from === undefined) await git(['update-ref', '-d', ref], { cwd });
  else await tryGit(['update-ref', '-d', ref, from], { cwd });
}

async function dirty(cwd: string): Promise<readonly string[]> {
  const { bytes } = await git(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules'], {
    cwd,
  });
  return bytes
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3));
}

const OPERATIONS: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'merge',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
  BISECT_LOG: 'bisect',
};

async function inProgress(cwd: string): Promise<string | undefined> {
  const folder = path.resolve(cwd, (await git(['rev-parse', '--git-dir'], { cwd })).text);
  const names = new Set(await fs.readdir(folder));
  return Object.entries(OPERATIONS).find(([name]) => names.has(name))?.[1];
}

async function fastForward(cwd: string, commit: string): Promise<GitDone> {
  const answer = await tryGit(['merge', '--ff-only', '--quiet', commit], { cwd });
  return answer.code === 0 ? { ok: true } : { ok: false, detail: answer.error || answer.text };
}

async function init(folder: string, branch: string): Promise<void> {
  await git(['init', '--quiet', `--initial-branch=${branch}`, '.'], { cwd: folder });
}

async function commitEverything(folder: string, message: string): Promise<string> {
  await git(['add', '--all'], { cwd: folder });
  await git(['commit', '--quiet', '--no-verify', '-F', '-'], {
    cwd: folder,
    input: message,
    env: { ...XPAR_AUTHOR, ...XPAR_COMMITTER },
  });
  return (await git(['rev-parse', 'HEAD'], { cwd: folder })).text;
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
