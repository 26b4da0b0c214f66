import fs from 'node:fs/promises';
import path from 'node:path';
import { git, tryGit } from './git-process.ts';
import type { Refs, Repository } from './host.ts';

export async function repository(cwd: string): Promise<Repository | 'bare' | { refused: string } | undefined> {
  const asked = ['--is-bare-repository', '--is-inside-work-tree', '--path-format=absolute', '--git-common-dir', '--git-dir'];
  const answer = await tryGit(['rev-parse', ...asked, '--show-toplevel'], { cwd });
  const [bare, inside, common, own, top] = answer.text.split('\n') as [string, string, string, string, string];
  if (bare === 'true') return 'bare';
  if (inside === 'false') return undefined;
  if (answer.code !== 0) return /dubious ownership/.test(answer.error) ? { refused: answer.error } : undefined;
  return { top: path.normalize(top), commonDir: await fs.realpath(common), gitDir: await fs.realpath(own) };
}

export async function refs(cwd: string): Promise<Refs> {
  const listing = git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/remotes'], { cwd });
  const branch = await currentBranch(cwd);
  const all = refLines((await listing).text);
  const head = branch === undefined ? await commitOf(cwd, 'HEAD') : all.get(`refs/heads/${branch}`);
  return { all, ...(branch === undefined ? {} : { branch }), ...(head === undefined ? {} : { head }) };
}

function refLines(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
}

export async function currentBranch(cwd: string): Promise<string | undefined> {
  // Not git's own short form: that grows where a tag has the same name.
  const answer = await tryGit(['symbolic-ref', '--quiet', 'HEAD'], { cwd });
  return answer.code === 0 ? answer.text.replace(/^refs\/heads\//, '') : undefined;
}

export async function commitOf(cwd: string, rev: string): Promise<string | undefined> {
  const answer = await tryGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`], { cwd });
  return answer.code === 0 ? answer.text : undefined;
}

/**
 * A loose ref is replaced by a rename in its folder, a packed one in `packed-refs`, and with reftables the list of tables
 * changes: what git writes is seen without asking it.
 */
export async function traces({ commonDir, gitDir }: Repository): Promise<readonly string[]> {
  const folders = await Promise.all(['heads', 'remotes'].map((kind) => foldersBelow(path.join(commonDir, 'refs', kind))));
  const files = ['HEAD', 'config', 'packed-refs', path.join('reftable', 'tables.list')];
  return [...files.map((file) => path.join(commonDir, file)), path.join(gitDir, 'HEAD'), ...folders.flat()];
}

async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => foldersBelow(path.join(folder, entry.name)));
  return [folder, ...(await Promise.all(below)).flat()];
}

export async function branches(cwd: string, ...prefixes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const answer = await git(['for-each-ref', '--format=%(refname) %(objectname)', ...prefixes], { cwd });
  return refLines(answer.text);
}

/** One process for all of them. A line that names nothing that is there says so. */
export async function commitsAmong(cwd: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const input = ids.map((id) => `${id}\n`).join('');
  const { text } = await git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { cwd, input });
  return new Set(text.split('\n').flatMap((line) => (line.endsWith(' commit') ? [line.slice(0, -' commit'.length)] : [])));
}
