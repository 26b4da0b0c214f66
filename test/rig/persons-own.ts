import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Parts of a repository that belong to the person, by path, as digests: no build may leave any of them otherwise. */
export type PersonsOwn = ReadonlyMap<string, string>;

const IN_GIT = ['HEAD', 'index', 'config', 'packed-refs', 'refs/heads', 'refs/stash', 'refs/tags', 'hooks', 'info', 'MERGE_HEAD'];

/** HEAD, index, branches, stash, config and hooks of a checkout, and every file in its tree. Refs that are xpar's are left out. */
export function personsOwn(repository: string): PersonsOwn {
  const own = new Map<string, string>();
  for (const part of IN_GIT) take(path.join(repository, '.git', part), `.git/${part}`, own);
  for (const name of existsSync(repository) ? readdirSync(repository) : []) {
    if (name !== '.git' && name !== '.xpar') take(path.join(repository, name), name, own);
  }
  return own;
}

/** Paths that are not what they were. */
export function differences(before: PersonsOwn, after: PersonsOwn): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
}

function take(file: string, name: string, own: Map<string, string>): void {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined || name === '.git/refs/heads/xpar') return;
  if (stat.isDirectory()) {
    for (const child of readdirSync(file)) take(path.join(file, child), `${name}/${child}`, own);
    return;
  }
  const content = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : '';
  own.set(name, createHash('sha256').update(`${stat.mode} `).update(content).digest('hex'));
}
