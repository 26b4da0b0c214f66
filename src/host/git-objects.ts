import path from 'node:path';
import { git } from './git-process.ts';
import { memo } from './memo.ts';
import type { TreeEntry } from './host.ts';

const trees = memo<string>(1000);
const ancestries = memo<boolean>(1000);
const differences = memo<readonly string[]>(100);
const listings = memo<ReadonlyMap<string, TreeEntry>>(8);

export function treeOf(cwd: string, commit: string): Promise<string> {
  return trees([commit], `${cwd}\0${commit}`, async () => {
    return (await git(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { cwd })).text;
  });
}

/** Of a commit that was just made. */
export function knowTree(cwd: string, commit: string, tree: string): void {
  void trees([commit], `${cwd}\0${commit}`, () => Promise.resolve(tree));
}

export async function files(cwd: string, commit: string, only?: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>> {
  if (only !== undefined && !only.some(isPlain)) return new Map();
  // The arguments of a command have an end; and beyond some hundred paths the whole tree is as fast.
  const named = only !== undefined && only.length <= MOST_NAMED ? only.filter(isPlain) : [];
  const entries = await listings([commit], [cwd, commit, ...named].join('\0'), () => listed(cwd, commit, named));
  return only === undefined ? entries : new Map(only.flatMap((name) => (entries.has(name) ? [[name, entries.get(name)!]] : [])));
}

async function listed(cwd: string, commit: string, named: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>> {
  const answer = await git(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...named], { cwd });
  const entries = new Map<string, TreeEntry>();
  for (const line of answer.bytes.toString().split('\0')) {
    if (line === '') continue;
    const tab = line.indexOf('\t');
    const [mode, , blob] = line.slice(0, tab).split(' ') as [string, string, string];
    entries.set(line.slice(tab + 1), { mode, blob });
  }
  return entries;
}

const MOST_NAMED = 200;

/** A path as trees hold it: git refuses to be asked for one outside. */
function isPlain(name: string): boolean {
  return (
    name !== '' &&
    !name.includes('\0') &&
    path.posix.normalize(name) === name &&
    !name.startsWith('..') &&
    !path.posix.isAbsolute(name)
  );
}

export function isAncestor(cwd: string, older: string, newer: string): Promise<boolean> {
  return ancestries([older, newer], [cwd, older, newer].join('\0'), async () => {
    return (await git(['merge-base', '--is-ancestor', older, newer], { cwd, accept: [0, 1] })).code === 0;
  });
}

export function changedPaths(cwd: string, from: string, to: string): Promise<readonly string[]> {
  return differences([from, to], [cwd, from, to].join('\0'), async () => {
    return sortedNames(await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], { cwd }));
  });
}

export async function renames(
  cwd: string,
  from: string,
  to: string,
): Promise<readonly { readonly from: string; readonly to: string }[]> {
  const args = ['diff-tree', '-r', '-z', '-M', '--diff-filter=R', '--name-status', from, to];
  const told = (await git(args, { cwd })).bytes.toString().split('\0').slice(0, -1);
  // A status, the old name and the new one.
  return Array.from({ length: Math.floor(told.length / 3) }, (_, at) => ({ from: told[3 * at + 1]!, to: told[3 * at + 2]! }));
}

export async function addedIn(cwd: string, tip: string, name: string): Promise<string | undefined> {
  const args = [
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '--no-renames',
    '--diff-filter=A',
    '--name-only',
    '--format=%H',
    '-1',
  ];
  const { text } = await git(['--literal-pathspecs', ...args, tip, '--', name], { cwd });
  return text === '' ? undefined : text.split('\n')[0];
}

/** Names that git ended with a zero byte each. */
export function sortedNames({ bytes }: { readonly bytes: Uint8Array }): readonly string[] {
  const names = Buffer.from(bytes).toString().split('\0');
  return names.filter((name) => name !== '').sort();
}

export async function changeSets(cwd: string, tip: string, most: number): Promise<readonly (readonly string[])[]> {
  const names = ['--name-only', '--no-renames', '-z', '--format=%x01'];
  const { bytes } = await git(['log', '--no-merges', `--max-count=${most}`, ...names, tip, '--'], { cwd });
  return bytes
    .toString()
    .split('\u0001')
    .slice(1)
    .map((names) =>
      names
        .split('\0')
        .map((name) => name.replace(/^\n/, ''))
        .filter((name) => name !== ''),
    );
}
