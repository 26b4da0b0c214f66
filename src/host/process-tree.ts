import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { procStat, type ProcStat } from './proc-stat.ts';

/** Name of the variable that marks what xpar started, so that it is found again after it left its group and its parent. */
export const MARK = 'XPAR_MARK';

/** A program and everything it started: its process group, its descendants, and whatever still carries its mark. */
export interface ProcessTree {
  /** To the process group alone. */
  signal(name: NodeJS.Signals): void;
  /** SIGTERM to all, SIGKILL to those that live after `graceMs`. Returns when none lives (or none can be killed). */
  end(graceMs: number): Promise<void>;
}

/** A tree's first process. */
interface Root {
  readonly pid: number;
  readonly mark: string;
  /** When it began, where that was looked at while it stood: nothing that began before it carries its mark. */
  readonly start?: number | undefined;
}

const POLL_MS = 15;
/** So often it is looked again at a process that says nothing of itself: one that is just becoming another program does in a moment. */
const UNSURE_AT_MOST = 3;
/** Of kernel threads, which say nothing ever. */
const KERNEL = 2;
/** How long killed processes get to disappear: one that waits for a dead disk never does. */
const LAST_WAIT_MS = 5_000;

/**
 * `root` leads a process group of its own; its mark is the last part of its `XPAR_MARK`. `isKept`: it is a sandbox that dies of any
 * signal, and kills what it holds; then polite ones pass it by.
 */
export function processTree(root: Root, isKept = false): ProcessTree {
  async function gone(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    for (let unsure = 0; ;) {
      const { members, isSure } = look(root);
      if (members.length === 0 && (isSure || ++unsure > UNSURE_AT_MOST)) return true;
      if (members.length > 0 && performance.now() >= deadline) return false;
      await delay(POLL_MS);
    }
  }
  async function killed(): Promise<void> {
    const deadline = performance.now() + LAST_WAIT_MS;
    // Again and again: a process may fork between the look and the kill.
    do sendAll(root, 'SIGKILL');
    while (!(await gone(POLL_MS)) && performance.now() < deadline);
  }
  return {
    signal: (name) => (isKept ? sendInside(root, name) : send(-root.pid, name)),
    end: async (graceMs) => {
      if (await gone(0)) return;
      if (isKept) sendInside(root, 'SIGTERM');
      else sendAll(root, 'SIGTERM');
      if (!(await gone(graceMs))) await killed();
    },
  };
}

/** Kills what lives of a tree at once, without waiting: for the end of xpar's own process. */
export function killNow(root: Root): void {
  sendAll(root, 'SIGKILL');
}

/** SIGTERM to every process that carries `mark` in its environment, SIGKILL to those that live after `graceMs`. */
export async function endCarriers(mark: string, graceMs: number): Promise<void> {
  const carriers = (): number[] => {
    const pids = [...(processTable()?.keys() ?? [])];
    return pids.filter((pid) => pid !== process.pid && readOr(`/proc/${pid}/environ`).includes(mark));
  };
  const sendTo = (name: NodeJS.Signals): void => carriers().forEach((pid) => send(pid, name));
  const deadline = performance.now() + graceMs;
  sendTo('SIGTERM');
  while (carriers().length > 0 && performance.now() < deadline + LAST_WAIT_MS) {
    if (performance.now() >= deadline) sendTo('SIGKILL');
    await delay(POLL_MS);
  }
}

/** To all but the keeper, which is one process or more of the same name. */
function sendInside(root: Root, name: NodeJS.Signals): void {
  const keeper = nameOf(root.pid);
  for (const pid of living(root)) if (pid !== root.pid && nameOf(pid) !== keeper) send(pid, name);
}

function nameOf(pid: number): string {
  return readOr(`/proc/${pid}/comm`).trim();
}

function sendAll(root: Root, name: NodeJS.Signals): void {
  const outsiders = living(root);
  send(-root.pid, name);
  for (const pid of outsiders) send(pid, name);
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in the meantime.
  }
}

function living(root: Root): readonly number[] {
  return look(root).members;
}

/** Not sure: a process that began after the root does not tell its environment, at the moment or at all. */
function look(root: Root): { readonly members: readonly number[]; readonly isSure: boolean } {
  const table = processTable();
  if (table === undefined) return { members: groupLives(root.pid) ? [root.pid] : [], isSure: true };
  let isSure = true;
  const members = [...table].flatMap(([pid, { parent, start }]) => {
    if (pid === process.pid) return [];
    if (descends(pid, root.pid, table)) return [pid];
    if (start < (root.start ?? 0)) return [];
    const environment = readOr(`/proc/${pid}/environ`);
    if (environment === '' && root.start !== undefined && parent !== KERNEL) isSure = false;
    return environment.includes(root.mark) ? [pid] : [];
  });
  return { members, isSure };
}

function descends(pid: number, root: number, table: ReadonlyMap<number, ProcStat>): boolean {
  const seen = new Set<number>();
  for (let at = pid; !seen.has(at); at = table.get(at)?.parent ?? 0) {
    if (at === root || table.get(at)?.group === root) return true;
    seen.add(at);
  }
  return false;
}

/** Living processes by id, zombies left out; undefined where the system has no /proc. */
function processTable(): ReadonlyMap<number, ProcStat> | undefined {
  const names = foldersOfProc();
  if (names === undefined) return undefined;
  const table = new Map<number, ProcStat>();
  for (const name of names) {
    const stat = procStat(name);
    if (stat !== undefined && stat.state !== 'Z' && stat.state !== 'X') table.set(Number(name), stat);
  }
  return table;
}

/** When a process began, in ticks since the machine was started; undefined where that cannot be told. */
export function beginningOf(pid: number): number | undefined {
  const { start } = procStat(pid) ?? {};
  return start !== undefined && Number.isInteger(start) ? start : undefined;
}

function foldersOfProc(): string[] | undefined {
  try {
    const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return names.length > 0 ? names : undefined;
  } catch {
    return undefined;
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function groupLives(root: number): boolean {
  try {
    return process.kill(-root, 0);
  } catch {
    return false;
  }
}
