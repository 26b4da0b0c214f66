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

/** Takes in all that stands otherwise, but for these. */
export async function addAllBut(at: At, leftOut: readonly string[]): Promise<void> {
  await add(at, [], ['.', ...leftOut.map((name) => `:(exclude,literal)${name}`)]);
}

/** Takes in these changes as they stand, each by its very name, but for those left out and those that are not meant. */
export async function addChanges(
  at: At,
  changes: readonly PathChange[],
  { leftOut, only = () => true }: { readonly leftOut: readonly string[]; readonly only: ((path: string) => boolean) | undefined },
): Promise<void> {
  const out = new Set(leftOut);
  const mine = changes.map(({ path }) => path).filter((path) => only(path) && !out.has(path));
  // By the name of a file that a folder stands in place of, git would take in all of the folder.
  const folders = new Set(leftOut.flatMap(foldersOf));
  const gone = mine.filter((path) => folders.has(path));
  if (gone.length > 0) await git(['update-index', '--force-remove', '-z', '--stdin'], { ...at, input: ended(gone) });
  const rest = mine.filter((path) => !folders.has(path));
  if (rest.length > 0) await add(at, ['--literal-pathspecs'], rest);
}

/** Arguments have an end, what is read has none. */
async function add(at: At, how: readonly string[], paths: readonly string[]): Promise<void> {
  await git([...how, 'add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'], { ...at, input: ended(paths) });
}

function ended(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
