import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { tryGit } from './git-process.ts';
import { linkedGitDir } from './git-worktree.ts';
import { smallBytes, smallText } from './small-text.ts';
import type { Plumbing, PlumbingPart, Repository } from './git-port.ts';

/** Single files of the shared git folder that git obeys: what runs, what is hidden, where objects come from. */
const FILES = ['config', 'config.worktree', 'info/attributes', 'info/exclude', 'info/grafts', 'objects/info/alternates'];
/** Of each linked worktree's entry. */
const OF_ENTRIES = ['commondir', 'config.worktree'];
/** More hooks than this nobody has; and what is larger is told apart by its size alone. */
const MOST_HOOKS = 500;
const LARGEST_BYTES = 4 * 1024 * 1024;

/** What git obeys beside its refs: config and what it includes, hooks, attributes, and where worktrees point; by absolute path. */
export async function plumbing(repository: Repository, also: readonly string[] = []): Promise<Plumbing> {
  const { commonDir } = repository;
  const entries = await namesIn(path.join(commonDir, 'worktrees'));
  const files = [
    ...FILES.map((name) => path.join(commonDir, name)),
    ...entries.flatMap((entry) => OF_ENTRIES.map((name) => path.join(commonDir, 'worktrees', entry, name))),
    ...(await hooksBelow(path.join(commonDir, 'hooks'))),
    ...(await included(repository)),
    ...also,
  ];
  return taken(files);
}

/** The files by which a linked worktree and the repository know each other. Empty where they do not. */
export async function pointers(worktree: string): Promise<Plumbing> {
  const folder = await linkedGitDir(worktree);
  if (folder === undefined) return new Map();
  return taken([path.join(worktree, '.git'), path.join(folder, 'gitdir'), path.join(folder, 'commondir')]);
}

/** How these paths stand now; those where nothing stands are left out. */
export async function taken(files: readonly string[]): Promise<Plumbing> {
  return new Map(
    [...new Set(files)].flatMap((file) => {
      const part = partAt(file);
      return part === undefined ? [] : [[file, part] as const];
    }),
  );
}

/** Puts a path back as it was (undefined: nothing stood there); what stands there now is moved to `aside`. */
export async function putBack(file: string, was: PlumbingPart | undefined, aside: string): Promise<void> {
  await fs.mkdir(path.dirname(aside), { recursive: true });
  await moveAway(file, aside);
  if (was === undefined || was.kind === 'other') return;
  await fs.mkdir(path.dirname(file), { recursive: true });
  if (was.kind === 'link') return fs.symlink(was.to, file);
  const half = `${file}.xpar-${process.pid}`;
  await fs.writeFile(half, was.bytes, { mode: was.mode });
  await fs.chmod(half, was.mode);
  await fs.rename(half, file);
}

/** Keys and values of a config file's text, includes not followed; undefined where git cannot read it. */
export async function settings(bytes: Uint8Array): Promise<readonly (readonly [key: string, value: string])[] | undefined> {
  const input = Buffer.from(bytes).toString();
  const answer = await tryGit(['config', '--file', '-', '--no-includes', '--list', '-z'], {
    cwd: path.parse(process.cwd()).root,
    input,
  });
  if (answer.code !== 0) return undefined;
  return answer.bytes
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const end = line.indexOf('\n');
      return end < 0 ? ([line, ''] as const) : ([line.slice(0, end), line.slice(end + 1)] as const);
    });
}

async function moveAway(file: string, aside: string): Promise<void> {
  await fs.rename(file, aside).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return;
    // Another file system: what a folder holds there is kept beside it instead.
    if (error.code !== 'EXDEV') throw error;
    const stat = await fs.lstat(file);
    if (!stat.isFile()) return fs.rename(file, `${file}.set-aside-${path.basename(path.dirname(aside))}`);
    await fs.copyFile(file, aside);
    await fs.rm(file);
  });
}

/** Synchronous, as `smallBytes` is. */
function partAt(file: string): PlumbingPart | undefined {
  const stat = statAt(file);
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return { kind: 'link', to: linkAt(file) };
  if (!stat.isFile()) return { kind: 'other', what: stat.isDirectory() ? 'folder' : 'special' };
  if (stat.size > LARGEST_BYTES) return { kind: 'other', what: `${stat.size} bytes` };
  const bytes = smallBytes(file, LARGEST_BYTES, true);
  return bytes === undefined ? { kind: 'other', what: 'unreadable' } : { kind: 'file', bytes, mode: stat.mode & 0o777 };
}

function statAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function linkAt(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

async function hooksBelow(folder: string): Promise<readonly string[]> {
  const stat = await fs.lstat(folder).catch(() => undefined);
  if (stat !== undefined && !stat.isDirectory()) return [folder];
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).slice(0, MOST_HOOKS);
  return files.map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files that the repository's own config takes in. Git is asked only where its text speaks of any. */
async function included({ commonDir, top }: Repository): Promise<readonly string[]> {
  const own = await smallText(path.join(commonDir, 'config'));
  if (own !== undefined && !/include/i.test(own)) return [];
  const { code, bytes } = await tryGit(['config', '--local', '--includes', '--list', '--show-origin', '--name-only', '-z'], {
    cwd: top,
  });
  if (code !== 0) return [];
  const origins = bytes
    .toString()
    .split('\0')
    .filter((word) => word.startsWith('file:'));
  return [...new Set(origins)].map((origin) => path.resolve(top, origin.slice('file:'.length)));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return fs.readdir(folder).catch(() => []);
}
