import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { worktreeTree } from './git-commit.ts';
import { git, XPAR_AUTHOR, XPAR_COMMITTER } from './git-process.ts';
import type { Foretelling, Foretold, RadarLane } from './git-port.ts';

/** As when lanes are really merged; and nothing of this has to last. */
const SETTINGS = ['-c', 'merge.renames=false', '-c', 'merge.directoryRenames=false', '-c', 'core.fsync=none'];

/**
 * Every two lanes merged in memory, by one git process for all pairs. Objects go to a folder of their own, which is removed:
 * the repository is as it was. What a lane has in conflict with `onto` alone is no matter between two lanes.
 */
export async function foretell(cwd: string, { lanes, onto }: Foretelling): Promise<readonly Foretold[]> {
  if (lanes.length < 2) return [];
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'xpar-radar-'));
  try {
    const env = await quarantine(cwd, scratch);
    const commits: string[] = [];
    for (const [at, lane] of lanes.entries())
      commits.push(await commitOf(cwd, lane, { index: path.join(scratch, `index-${at}`), env }));
    const pairs = pairsOf(await changedBy(cwd, lanes, { commits, env }));
    if (pairs.length === 0) return [];
    const asked = [...commits.map((commit) => [onto, commit]), ...pairs.map(([a, b]) => [commits[a]!, commits[b]!])];
    const input = asked.map((two) => `${two.join(' ')}\n`).join('');
    const merge = [...SETTINGS, 'merge-tree', '--stdin', '-z', '--name-only', '--no-messages'];
    const answers = conflictsIn((await git(merge, { cwd, env, input })).bytes.toString());
    const already = lanes.map((_, at) => new Set(answers[at]));
    return pairs.flatMap(([a, b], at): Foretold[] => {
      const paths = (answers[lanes.length + at] ?? []).filter((name) => !already[a]!.has(name) && !already[b]!.has(name));
      return paths.length === 0 ? [] : [{ lanes: [lanes[a]!.name, lanes[b]!.name], paths: paths.toSorted() }];
    });
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** What each lane changed of its base; undefined where that is not known. One process for all. */
async function changedBy(
  cwd: string,
  lanes: readonly RadarLane[],
  { commits, env }: { commits: readonly string[]; env: Readonly<Record<string, string>> },
): Promise<readonly (ReadonlySet<string> | undefined)[]> {
  const known = lanes.flatMap(({ base }, at) => (base === undefined ? [] : [{ at, base }]));
  const input = known.map(({ at, base }) => `${commits[at]} ${base}\n`).join('');
  const args = ['diff-tree', '--stdin', '--always', '-r', '--no-renames', '--name-only', '-z'];
  const parts = (await git(args, { cwd, env, input })).bytes.toString().split('\0').slice(0, -1);
  const heads = known.map(({ at }) => commits[at]);
  const found = new Map<number, Set<string>>();
  let next = 0;
  for (const part of parts) {
    if (part === heads[next]) found.set(known[next++]!.at, new Set());
    else found.get(known[next - 1]!.at)!.add(part);
  }
  return lanes.map((_, at) => found.get(at));
}

/** Two lanes that changed no path in common merge: only a file where the other has a folder is in the way too. */
function pairsOf(changed: readonly (ReadonlySet<string> | undefined)[]): readonly (readonly [number, number])[] {
  const wide = changed.map((paths) => paths && new Set([...paths].flatMap(withFolders)));
  return changed.flatMap((one, a) =>
    changed.flatMap((other, b): (readonly [number, number])[] => {
      if (b <= a) return [];
      const meets = one === undefined || other === undefined || meet(one, wide[b]!) || meet(other, wide[a]!);
      return meets ? [[a, b]] : [];
    }),
  );
}

function meet(paths: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...paths].some((name) => others.has(name));
}

/** `a/b/c`, `a/b`, `a` */
function withFolders(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** By repository. */
const objectFolders = new Map<string, string>();

/** New objects go to the scratch folder; those of the repository are read from where they are. */
async function quarantine(cwd: string, scratch: string): Promise<Readonly<Record<string, string>>> {
  const objects = path.join(scratch, 'objects');
  await fs.mkdir(objects);
  let own = objectFolders.get(cwd);
  own ??= (await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'], { cwd })).text;
  objectFolders.set(cwd, own);
  return { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(own) };
}

/** Git parts the list at colons (semicolons on Windows); a path that holds one has to be quoted as in C. */
function quoted(folder: string): string {
  return /[:;"\n\\]/.test(folder) ? `"${folder.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', String.raw`\n`)}"` : folder;
}

/** A commit outside any branch, of what stands in the lane's worktree. */
async function commitOf(
  cwd: string,
  lane: RadarLane,
  { index, env }: { index: string; env: Readonly<Record<string, string>> },
): Promise<string> {
  if ('commit' in lane) return lane.commit;
  const { worktree, base, leaveOut = [], into } = lane;
  const { tree } = await worktreeTree(worktree, { base, leaveOut, index, env, ...(into === undefined ? {} : { into }) });
  const own = { ...env, ...XPAR_AUTHOR, ...XPAR_COMMITTER };
  return (await git([...SETTINGS, 'commit-tree', tree, '-p', base, '-m', 'radar'], { cwd, env: own })).text;
}

/** For each merge the paths in conflict: `status NUL tree NUL (path NUL)* NUL`, where status 1 means clean. */
function conflictsIn(output: string): readonly (readonly string[])[] {
  const parts = output.split('\0');
  const found: string[][] = [];
  for (let at = 0; at + 1 < parts.length; at += 1) {
    const isClean = parts[at] === '1';
    const paths: string[] = [];
    for (at += 2; at < parts.length && parts[at] !== ''; at += 1) paths.push(parts[at]!);
    found.push(isClean ? [] : paths);
  }
  return found;
}
