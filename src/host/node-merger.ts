import { aidedMerge } from './git-aided-merge.ts';
import { git, tryGit, XPAR_AUTHOR, XPAR_COMMITTER } from './git-process.ts';
import { GitTrouble } from './git-trouble.ts';
import { changedPaths, isAncestor, knowTree, treeOf } from './git-objects.ts';
import { memo } from './memo.ts';
import { updateRef } from './node-git.ts';
import type { MergeAids } from '../model/merge-aids.ts';
import type { Merger, MergeResult } from './host.ts';

/** The integrator's git, bound to one repository. Nothing here gives content or a patch. */
export function nodeMerger(cwd: string): Merger {
  return {
    mergeTree(ours, theirs, aids) {
      // Asked for beside the merge: whoever merges two commits commits on them next.
      for (const parent of [ours, theirs]) void dateOf(cwd, parent).catch(() => undefined);
      return mergeTree(cwd, { ours, theirs, aids });
    },
    commitTree: (tree, parents, message) => commitTree(cwd, { tree, parents, message }),
    updateRef: (ref, to, from) => updateRef(cwd, ref, to, from),
    changedPaths: (from, to) => changedPaths(cwd, from, to),
    isAncestor: (older, newer) => isAncestor(cwd, older, newer),
    treeOf: (commit) => treeOf(cwd, commit),
    blameLine: (commit, path, line) => blameLine(cwd, commit, { path, line }),
  };
}

const UNRELATED = /refusing to merge unrelated histories/;

/** Commits that share no history have nothing to be merged from: all that differs is in the way. */
async function strangers(cwd: string, ours: string, theirs: string): Promise<MergeResult> {
  const differ = new Set(await changedPaths(cwd, ours, theirs));
  const { text } = await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', theirs], { cwd });
  const conflicts = text.split('\0').filter((path) => differ.has(path));
  return { clean: false, tree: await treeOf(cwd, ours), conflicts };
}

async function mergeTree(
  cwd: string,
  { ours, theirs, aids }: { readonly ours: string; readonly theirs: string; readonly aids: MergeAids | undefined },
): Promise<MergeResult> {
  // A merge may touch no path that the lane did not, so renames are not followed. Git heeds the first of these from 2.50
  // on only: before that, integrate/ sees the strange path and stops the merge.
  const settings = ['-c', 'merge.renames=false', '-c', 'merge.directoryRenames=false'];
  const answer = await tryGit([...settings, 'merge-tree', '--write-tree', '-z', ours, theirs], { cwd });
  if (answer.code > 1 && UNRELATED.test(answer.error)) return strangers(cwd, ours, theirs);
  if (answer.code > 1) throw new GitTrouble({ command: 'merge-tree', detail: answer.error || answer.text });
  const [tree, ...rest] = answer.bytes.toString().split('\0') as [string, ...string[]];
  if (answer.code === 0) return { clean: true, tree: tree.trim(), conflicts: [] };
  const end = rest.indexOf('');
  const told = { tree: tree.trim(), clashes: rest.slice(0, end === -1 ? rest.length : end) };
  if (aids !== undefined) return aidedMerge(cwd, told, aids);
  return { clean: false, tree: told.tree, conflicts: [...new Set(told.clashes.map(pathOf))] };
}

/** Of `mode blob stage TAB path`. */
function pathOf(line: string): string {
  return line.slice(line.indexOf('\t') + 1);
}

/** Same parents, tree and message give the same commit: the date is the newest parent's. */
async function commitTree(cwd: string, spec: { tree: string; parents: readonly string[]; message: string }): Promise<string> {
  const seconds = Math.max(...(await Promise.all(spec.parents.map((parent) => dateOf(cwd, parent)))));
  const date = `${seconds} +0000`;
  const env = { ...XPAR_AUTHOR, ...XPAR_COMMITTER, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const parents = spec.parents.flatMap((parent) => ['-p', parent]);
  const made = await tryGit(['commit-tree', spec.tree, ...parents, '-F', '-'], { cwd, env, input: spec.message });
  if (made.code !== 0) throw new Error(`git commit-tree: ${made.error}`);
  void dates([made.text], made.text, () => Promise.resolve(seconds));
  knowTree(cwd, made.text, spec.tree);
  return made.text;
}

/** Of a commit, by its id, its date never changes. */
const dates = memo<number>(1000);

/** Seconds since the epoch at which a commit was made. */
function dateOf(cwd: string, commit: string): Promise<number> {
  return dates([commit], commit, async () => Number((await git(['show', '-s', '--format=%ct', commit], { cwd })).text));
}

async function blameLine(cwd: string, commit: string, at: { path: string; line: number }): Promise<string | undefined> {
  const said = await tryGit(['blame', '--porcelain', '-L', `${at.line},${at.line}`, commit, '--', at.path], { cwd });
  return said.code === 0 ? /^[0-9a-f]{40,64}/.exec(said.text)?.[0] : undefined;
}
