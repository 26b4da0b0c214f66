import { git, tryGit, XPAR_AUTHOR, XPAR_COMMITTER } from './git-process.ts';
import { changedPaths, isAncestor, treeOf } from './git-objects.ts';
import { updateRef } from './node-git.ts';
import type { Merger, MergeResult } from './host.ts';

/** The integrator's git, bound to one repository. Nothing here gives content or a patch. */
export function nodeMerger(cwd: string): Merger {
  return {
    mergeTree: (ours, theirs) => mergeTree(cwd, ours, theirs),
    commitTree: (tree, parents, message) => commitTree(cwd, { tree, parents, message }),
    updateRef: (ref, to, from) => updateRef(cwd, ref, to, from),
    changedPaths: (from, to) => changedPaths(cwd, from, to),
    isAncestor: (older, newer) => isAncestor(cwd, older, newer),
    treeOf: (commit) => treeOf(cwd, commit),
    blameLine: (commit, path, line) => blameLine(cwd, commit, { path, line }),
  };
}

async function mergeTree(cwd: string, ours: string, theirs: string): Promise<MergeResult> {
  // A merge may touch no path that the lane did not, so renames are not followed. Git heeds the first of these from 2.50
  // on only: before that, integrate/ sees the strange path and stops the merge.
  const settings = ['-c', 'merge.renames=false', '-c', 'merge.directoryRenames=false'];
  const answer = await git([...settings, 'merge-tree', '--write-tree', '--name-only', '-z', ours, theirs], {
    cwd,
    accept: [0, 1],
  });
  const [tree, ...rest] = answer.bytes.toString().split('\0') as [string, ...string[]];
  const end = rest.indexOf('');
  return {
    clean: answer.code === 0,
    tree: tree.trim(),
    conflicts: answer.code === 0 ? [] : rest.slice(0, end === -1 ? rest.length : end),
  };
}

/** Same parents, tree and message give the same commit: the date is the newest parent's. */
async function commitTree(cwd: string, spec: { tree: string; parents: readonly string[]; message: string }): Promise<string> {
  const dates = await git(['show', '-s', '--format=%ct', ...spec.parents], { cwd });
  const date = `${Math.max(...dates.text.split('\n').map(Number))} +0000`;
  const env = { ...XPAR_AUTHOR, ...XPAR_COMMITTER, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const parents = spec.parents.flatMap((parent) => ['-p', parent]);
  const made = await tryGit(['commit-tree', spec.tree, ...parents, '-F', '-'], { cwd, env, input: spec.message });
  if (made.code !== 0) throw new Error(`git commit-tree: ${made.error}`);
  return made.text;
}

async function blameLine(cwd: string, commit: string, at: { path: string; line: number }): Promise<string | undefined> {
  const said = await tryGit(['blame', '--porcelain', '-L', `${at.line},${at.line}`, commit, '--', at.path], { cwd });
  return said.code === 0 ? /^[0-9a-f]{40,64}/.exec(said.text)?.[0] : undefined;
}
