import { git } from './git-process.ts';

export interface At {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One path that stands otherwise than the index at hand has it. */
export interface PathChange {
  readonly path: string;
  /** The index has no such path. */
  readonly isNew: boolean;
  /** A repository within: git sees a folder, and nothing in it. */
  readonly isFolder: boolean;
}

/** Every path of the worktree that stands otherwise than in the index, untracked ones too, ignored ones not; sorted. */
export async function changesIn(at: At): Promise<readonly PathChange[]> {
  const asked = ['ls-files', '-t', '-z', '--modified', '--deleted', '--others', '--exclude-standard'];
  const lines = (await git(asked, at)).bytes.toString().split('\0').slice(0, -1);
  const found = new Map<string, PathChange>();
  for (const line of lines) {
    const name = line.slice(2);
    const path = name.replace(/\/$/, '');
    found.set(path, { path, isNew: line.startsWith('?'), isFolder: name.endsWith('/') });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Takes these paths into the index as they stand, each by its very name. */
export async function addPaths(at: At, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const add = ['--literal-pathspecs', 'add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'];
  await git(add, { ...at, input: paths.map((path) => `${path}\0`).join('') });
}
