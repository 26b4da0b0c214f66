import fs from 'node:fs/promises';
import path from 'node:path';
import { git, tryGit } from './git-process.ts';
import { checkouts, removeWorktree } from './git-worktree.ts';
import type { Placed, PlaceSpec } from './git-port.ts';

/**
 * A lane as a repository of its own that borrows the objects of the one at `cwd`: config, hooks, refs and stash are its own. Its
 * `.git` is made anew each time, so that nothing an agent left in it is ever read; what git ignores (dependencies) stays.
 */
export async function placeApart(cwd: string, spec: PlaceSpec, branch: string): Promise<Placed> {
  const { path: folder, commit } = spec;
  const names = await fs.readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes('.git')) return { ok: false, detail: `${folder} exists and is no lane` };
  const isLinked = (await checkouts(cwd)).some((one) => one.path === folder);
  if (isLinked) await removeWorktree(cwd, folder);
  const isReused = names.length > 0 && !isLinked;
  await fs.rm(path.join(folder, '.git'), { recursive: true, force: true });
  await fs.mkdir(folder, { recursive: true });
  await begin(cwd, folder);
  const put = await tryGit(['checkout', '--force', '--quiet', '--no-track', '-B', branch, commit], { cwd: folder });
  if (put.code !== 0) return { ok: false, detail: put.error };
  const clean = spec.keep ? ['clean', '-ffdqx', ...spec.keep.flatMap((one) => ['-e', one])] : ['clean', '-ffdq'];
  const cleaned = await tryGit(clean, { cwd: folder });
  return cleaned.code === 0 ? { ok: true, reused: isReused } : { ok: false, detail: cleaned.error };
}

/** An empty repository with the other's objects, its form of ids, and the person's name. */
async function begin(cwd: string, folder: string): Promise<void> {
  const asked = ['--path-format=absolute', '--git-path', 'objects', '--show-object-format'];
  const [objects = '', format = 'sha1'] = (await git(['rev-parse', ...asked], { cwd })).text.split('\n');
  await git(['init', '--quiet', '--template=', `--object-format=${format}`, '.'], { cwd: folder });
  const info = path.join(folder, '.git', 'objects', 'info');
  await fs.mkdir(info, { recursive: true });
  await fs.writeFile(path.join(info, 'alternates'), `${objects}\n`);
  for (const key of ['user.name', 'user.email']) {
    const { code, text } = await tryGit(['config', key], { cwd });
    if (code === 0) await git(['config', '--local', key, text], { cwd: folder });
  }
}
