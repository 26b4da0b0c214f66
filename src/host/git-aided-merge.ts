import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { git, tryGit } from './git-process.ts';
import { blobs } from './node-git.ts';
import type { AidedPath, MergeAids } from '../model/merge-aids.ts';
import type { MergeResult } from './host.ts';

/** A path in conflict, with the blobs of both sides and of what they started from. */
interface Clash {
  readonly path: string;
  readonly mode: string;
  readonly base?: string;
  readonly ours: string;
  readonly theirs: string;
}

type Aid = AidedPath['by'];

/** Larger files are left to people. */
const MOST_BYTES = 4 * 2 ** 20;
const LIMIT_MS = 30_000;

/**
 * What is left of a merge once the aids have had their turn: clean where they settled every path, untouched where one of them
 * is left. Line lists are united by git, everything else goes through mergiraf where it is there.
 */
export async function aidedMerge(
  cwd: string,
  told: { readonly tree: string; readonly clashes: readonly string[] },
  aids: MergeAids,
): Promise<MergeResult> {
  if (aids.side !== undefined) return { clean: true, tree: await sideTree(cwd, told, aids.side), conflicts: [] };
  const clashes = clashesIn(told.clashes);
  const paths = [...new Set(told.clashes.map((line) => line.slice(line.indexOf('\t') + 1)))];
  const left: MergeResult = { clean: false, tree: told.tree, conflicts: paths };
  if (clashes.length < paths.length) return left;
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'xpar-merge-'));
  try {
    const settled: { readonly clash: Clash; readonly blob: string; readonly by: Aid }[] = [];
    for (const clash of clashes) {
      const by: Aid = aids.isLineList(clash.path) ? 'union' : 'mergiraf';
      if (by === 'mergiraf' && !aids.structured) return left;
      const blob = await settledBlob(cwd, clash, { scratch, by });
      if (blob === undefined) return left;
      settled.push({ clash, blob, by });
    }
    const index = path.join(scratch, 'index');
    const at = { cwd, env: { GIT_INDEX_FILE: index } };
    await git(['read-tree', told.tree], at);
    const input = settled.map(({ clash, blob }) => `${clash.mode} ${blob}\t${clash.path}\0`).join('');
    await git(['update-index', '-z', '--index-info'], { ...at, input });
    const { text: tree } = await git(['write-tree'], at);
    return { clean: true, tree, conflicts: [], aided: settled.map(({ clash, by }) => ({ path: clash.path, by })) };
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

function partOf(line: string): { readonly mode: string; readonly blob: string; readonly stage: string; readonly name: string } {
  const [, mode = '', blob = '', stage = '', name = ''] = /^(\d{6}) ([0-9a-f]+) ([123])\t([\s\S]*)$/.exec(line) ?? [];
  return { mode, blob, stage, name };
}

/** The tree of a merge with each path in conflict as one side has it, or gone where that has it not. */
async function sideTree(
  cwd: string,
  told: { readonly tree: string; readonly clashes: readonly string[] },
  side: 'ours' | 'theirs',
): Promise<string> {
  const parts = told.clashes.map(partOf);
  const stage = side === 'ours' ? '2' : '3';
  const gone = parts.map(({ name }) => `0 ${'0'.repeat(told.tree.length)}\t${name}\0`);
  const kept = parts.filter((one) => one.stage === stage).map(({ mode, blob, name }) => `${mode} ${blob}\t${name}\0`);
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'xpar-merge-'));
  try {
    const at = { cwd, env: { GIT_INDEX_FILE: path.join(scratch, 'index') } };
    await git(['read-tree', told.tree], at);
    await git(['update-index', '-z', '--index-info'], { ...at, input: [...new Set(gone), ...kept].join('') });
    return (await git(['write-tree'], at)).text;
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** Of `mode blob stage TAB path`: those that are a plain file of the same kind on both sides. */
function clashesIn(lines: readonly string[]): readonly Clash[] {
  const parts = lines.map(partOf);
  return [...Map.groupBy(parts, ({ name }) => name)].flatMap(([name, own]): Clash[] => {
    const [base, ours, theirs] = ['1', '2', '3'].map((stage) => own.find((one) => one.stage === stage));
    if (ours === undefined || theirs === undefined || ours.mode !== theirs.mode || !ours.mode.startsWith('100')) return [];
    return [{ path: name, mode: ours.mode, ours: ours.blob, theirs: theirs.blob, ...(base ? { base: base.blob } : {}) }];
  });
}

async function settledBlob(
  cwd: string,
  { path: name, base, ours, theirs }: Clash,
  { scratch, by }: { readonly scratch: string; readonly by: Aid },
): Promise<string | undefined> {
  // Programs go by the ending alone: nothing else of a lane's path is shown to them.
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  const file = (side: string): string => path.join(scratch, `${side}${ending}`);
  const sides = [
    ['base', base],
    ['left', ours],
    ['right', theirs],
  ] as const;
  const ids = sides.flatMap(([, blob]) => blob ?? []);
  if (await isAnyLarge(cwd, ids)) return undefined;
  const contents = await blobs(cwd, ids);
  for (const [side, blob] of sides) {
    const bytes = (blob === undefined ? undefined : contents.get(blob)) ?? new Uint8Array();
    if (bytes.includes(0)) return undefined;
    await fs.writeFile(file(side), bytes);
  }
  const out = by === 'union' ? file('left') : path.join(scratch, 'out');
  const isDone = await (by === 'union' ? united(scratch, file) : structured(scratch, file, out));
  if (!isDone) return undefined;
  return (await git(['hash-object', '-w', '--no-filters', out], { cwd })).text;
}

/** Asked before any of them is read. */
async function isAnyLarge(cwd: string, ids: readonly string[]): Promise<boolean> {
  const input = ids.map((id) => `${id}\n`).join('');
  const { text } = await git(['cat-file', '--batch-check=%(objectsize)'], { cwd, input });
  return text.split('\n').some((size) => !(Number(size) <= MOST_BYTES));
}

/** In place of the left one: what git prints would come without its last line end. */
async function united(cwd: string, file: (side: string) => string): Promise<boolean> {
  return (await tryGit(['merge-file', '-q', '--union', file('left'), file('base'), file('right')], { cwd })).code === 0;
}

/** Its exit code alone is not believed: what it wrote has to be there, and without conflicts of its own making. */
async function structured(cwd: string, file: (side: string) => string, out: string): Promise<boolean> {
  const { PATH = '', HOME = '', SYSTEMROOT = '' } = process.env;
  const args = ['merge', file('base'), file('left'), file('right'), '-o', out];
  const ran = await execa('mergiraf', args, {
    cwd,
    env: { PATH, HOME, SYSTEMROOT },
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (ran.exitCode !== 0) return false;
  const stat = await fs.stat(out).catch(() => undefined);
  if (stat === undefined || !stat.isFile() || stat.size > MOST_BYTES) return false;
  const [merged, left, right] = await Promise.all([out, file('left'), file('right')].map((one) => fs.readFile(one, 'utf8')));
  if (merged === '' && left !== '' && right !== '') return false;
  const marks = (text: string): number => text.match(/^(?:<{7}|>{7})/gm)?.length ?? 0;
  return marks(merged!) <= Math.min(marks(left!), marks(right!));
}
