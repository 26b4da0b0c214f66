import path from 'node:path';
import type { Plumbing, PlumbingPart } from '../../host/host.ts';

/** One file that git obeys and that is no longer what it was. */
export interface Change {
  readonly path: string;
  readonly was?: PlumbingPart;
  readonly now?: PlumbingPart;
}

/** Files that differ between two looks. An entry of a worktree that came or went whole is no change. */
export function changesBetween(before: Plumbing, now: Plumbing): readonly Change[] {
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((file) => {
    const change = { path: file, was: before.get(file), now: now.get(file) };
    if (isSame(change.was, change.now) || isEmptyConfig(file, change.was, change.now) || isWholeEntry(file, before, now))
      return [];
    return [{ path: file, ...(change.was ? { was: change.was } : {}), ...(change.now ? { now: change.now } : {}) }];
  });
}

function isSame(a: PlumbingPart | undefined, b: PlumbingPart | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'file' && b.kind === 'file') return a.mode === b.mode && Buffer.compare(a.bytes, b.bytes) === 0;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** xpar makes it for a sandbox to shut; git reads nothing in it. */
function isEmptyConfig(file: string, was: PlumbingPart | undefined, now: PlumbingPart | undefined): boolean {
  return path.basename(file) === 'config.worktree' && !isWritten(was) && !isWritten(now);
}

/** Worktrees are added and removed by xpar and by people; an entry's `commondir` never changes while it lasts. */
function isWholeEntry(file: string, before: Plumbing, now: Plumbing): boolean {
  const folder = path.dirname(file);
  if (path.basename(path.dirname(folder)) !== 'worktrees') return false;
  const mark = path.join(folder, 'commondir');
  return isWritten(before.get(mark)) !== isWritten(now.get(mark));
}

/** Git is making the entry as we look: the file is there, and nothing in it yet. */
function isWritten(part: PlumbingPart | undefined): boolean {
  return part !== undefined && !(part.kind === 'file' && part.bytes.length === 0);
}

/**
 * What a change of the config amounts to. `daily`: what git itself writes for people who push or switch, and can run nothing;
 * `identity`: whose name stands on commits; `code`: anything else, since most other keys name a program or where to find one.
 */
export type Weight = 'daily' | 'identity' | 'code';

type Settings = readonly (readonly [key: string, value: string])[];

export function weightOf(before: Settings, now: Settings): Weight {
  const [old, fresh] = [before.map(lineOf), now.map(lineOf)];
  const changed = [...now.filter((one) => !old.includes(lineOf(one))), ...before.filter((one) => !fresh.includes(lineOf(one)))];
  const remotes = new Set(before.flatMap(([key]) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []));
  const weights = changed.map(([key, value]) => weigh(key, value, remotes));
  // The order of equal lines can matter to git: then nothing changed but that.
  if (weights.length === 0) return 'code';
  return weights.includes('code') ? 'code' : weights.includes('identity') ? 'identity' : 'daily';
}

function weigh(key: string, value: string, remotes: ReadonlySet<string>): Weight {
  if (/^(?:user|author|committer)\.(?:name|email)$/.test(key)) return 'identity';
  // Editors and forges keep notes of a branch there; git-lfs keeps what a server told it.
  if (/^branch\..+\.(?!remote$|pushremote$|mergeoptions$)[^.]+$/.test(key)) return 'daily';
  if (/^lfs\.(?:repositoryformatversion|.+\.(?:access|locksverify))$/.test(key)) return 'daily';
  if (/^branch\..+\.remote$/.test(key) && (value === '.' || remotes.has(value))) return 'daily';
  return 'code';
}

function lineOf([key, value]: readonly [string, string]): string {
  return `${key}\n${value}`;
}
