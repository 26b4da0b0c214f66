import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { addAllBut, addChanges, changesIn } from './git-changes.ts';
import { git, tryGit, XPAR_AUTHOR, XPAR_COMMITTER } from './git-process.ts';
import { addable } from './git-include.ts';
import { treeOf } from './git-objects.ts';
import { linkedGitDir } from './git-worktree.ts';
import { seedFromKept } from './own-index.ts';
import type { Committed, CommitSpec } from './host.ts';

/**
 * The worktree as it stands, as one commit on `base`. An index of our own is used, so that whatever state the agent
 * left the real one in (a lock, a half-done rebase, things staged or unstaged) neither matters nor is lost.
 */
export async function commitWorktree(worktree: string, spec: CommitSpec): Promise<Committed> {
  const { base, leaveOut = [], only } = spec;
  const apart = { ...(spec.into === undefined ? {} : { into: spec.into }), ...(only === undefined ? {} : { only }) };
  const gitDir = await gitDirOf(worktree, spec.into);
  const index = path.join(gitDir, `xpar-index-${randomBytes(6).toString('hex')}`);
  try {
    const { tree, leftOut, at } = await worktreeTree(worktree, { base, leaveOut, index, env: {}, ...apart });
    // A lane that is a repository of its own may have none any more.
    const baseTree = await treeOf(spec.into ?? at.cwd, base);
    const commit = await commitTree(at, tree, spec);
    await git(['update-ref', '--create-reflog', '-m', 'xpar', spec.ref, commit], at);
    return { commit, tree, changed: tree !== baseTree, leftOut };
  } finally {
    await fs.rm(index, { force: true });
    await fs.rm(`${index}.lock`, { force: true });
  }
}

/** Of a lane apart (`into`) the repository's own: the lane's is not asked. */
async function gitDirOf(worktree: string, into: string | undefined): Promise<string> {
  if (into !== undefined) return (await git(['rev-parse', '--absolute-git-dir'], { cwd: into })).text;
  const gitDir = await linkedGitDir(worktree);
  if (gitDir === undefined) throw new Error(`${worktree} is no worktree any more: its .git was changed`);
  return gitDir;
}

export interface TreeSpec extends Pick<CommitSpec, 'base' | 'into' | 'only'> {
  readonly leaveOut: readonly string[];
  /** Written anew; whoever asks removes it. */
  readonly index: string;
  /** Where its objects go. */
  readonly env: Readonly<Record<string, string>>;
}

/** Git holds every path against every name that is excluded: beyond these, what is to be added is named instead. */
const MOST_EXCLUDED = 1000;

/** The worktree as it stands, as a tree; `at` is where git was asked. */
export async function worktreeTree(
  worktree: string,
  spec: TreeSpec,
): Promise<{
  readonly tree: string;
  readonly leftOut: readonly string[];
  readonly at: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
}> {
  const { base, into, index } = spec;
  const gitDir = await gitDirOf(worktree, into);
  const apart = into === undefined ? {} : { GIT_DIR: gitDir, GIT_WORK_TREE: worktree };
  const at = { cwd: worktree, env: { ...spec.env, ...apart, GIT_INDEX_FILE: index } };
  // Of a lane apart the repository's own index knows nothing: all is hashed.
  if (into === undefined) await seedIndex(gitDir, index, { worktree, base });
  else await git(['read-tree', base], at);
  await overlookNothing(worktree, at.env);
  const leftOut = await addable(at, spec.leaveOut);
  if (spec.only === undefined && leftOut.length <= MOST_EXCLUDED) await addAllBut(at, leftOut);
  else await addChanges(at, await changesIn(at), { leftOut, only: spec.only });
  return { tree: (await git(['write-tree'], at)).text, leftOut, at };
}

/**
 * From the index that xpar kept when it placed the worktree: nobody had their hands in it, and by its stamps only what changed is
 * hashed. Without one all is: the stamps of the index that stands there may be an agent's, of which nothing is taken over but what a
 * sparse checkout leaves out.
 */
export async function seedIndex(gitDir: string, own: string, at: { worktree: string; base: string }): Promise<void> {
  const call = { cwd: at.worktree, env: { GIT_INDEX_FILE: own } };
  const kept = await seedFromKept(gitDir, own);
  if (kept === at.base) return;
  if (kept !== undefined && (await tryGit(['read-tree', '--reset', at.base], call)).code === 0) return;
  await fs.rm(own, { force: true });
  await git(['read-tree', at.base], call);
  const real = { cwd: at.worktree, env: { GIT_INDEX_FILE: path.join(gitDir, 'index') } };
  const skipped = await markedIn(real, /^[sS]/).catch(() => []);
  if (skipped.length === 0) return;
  const names = new Set((await git(['ls-files', '-z'], call)).bytes.toString().split('\0'));
  const input = skipped.flatMap((name) => (names.has(name) ? [`${name}\0`] : [])).join('');
  await git(['update-index', '--skip-worktree', '-z', '--stdin'], { ...call, input });
}

/** Paths by how an index marks them (git ls-files -v). */
async function markedIn(at: { cwd: string; env: Readonly<Record<string, string>> }, mark: RegExp): Promise<readonly string[]> {
  const { bytes } = await git(['ls-files', '-v', '-z'], at);
  const lines = bytes.toString().split('\0');
  return lines.filter((line) => mark.test(line)).map((line) => line.slice(2));
}

/** What an agent told git to take for unchanged or to skip counts again; what a sparse checkout leaves out stays as in the base. */
export async function overlookNothing(worktree: string, env: Readonly<Record<string, string>>): Promise<void> {
  const { bytes } = await git(['ls-files', '-v', '-z'], { cwd: worktree, env });
  const marked = bytes
    .toString()
    .split('\0')
    .filter((line) => line !== '' && !line.startsWith('H '));
  const there = await Promise.all(marked.map((line) => isThere(path.join(worktree, line.slice(2)))));
  const skipped = marked.filter((line, at) => /^[sS]/.test(line) && there[at]);
  const unchanged = marked.filter((line) => /^[a-z]/.test(line));
  await unmark('--no-skip-worktree', skipped);
  await unmark('--no-assume-unchanged', unchanged);

  async function unmark(flag: string, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const input = lines.map((line) => `${line.slice(2)}\0`).join('');
    await git(['update-index', flag, '-z', '--stdin'], { cwd: worktree, env, input });
  }
}

async function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}

/** The person is the author, where git knows them; xpar is the committer. */
async function commitTree(
  at: { cwd: string; env: Readonly<Record<string, string>> },
  tree: string,
  spec: { base: string; message: string },
): Promise<string> {
  const args = ['commit-tree', tree, '-p', spec.base, '-F', '-'];
  const call = { ...at, env: { ...at.env, ...XPAR_COMMITTER }, input: spec.message };
  // Git is not to guess a name from the machine's.
  const named = await tryGit(['-c', 'user.useConfigOnly=true', ...args], call);
  if (named.code === 0) return named.text;
  return (await git(args, { ...call, env: { ...call.env, ...XPAR_AUTHOR } })).text;
}
