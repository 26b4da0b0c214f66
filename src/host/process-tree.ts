import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Name of the variable that marks what xpar started, so that it is found again after it left its group and its parent. */
export const MARK = 'XPAR_MARK';

/** A program and everything it started: its process group, its descendants, and whatever still carries its mark. */
export interface ProcessTree {
  /** To the process group alone. */
  signal(name: NodeJS.Signals): void;
  /** SIGTERM to all, SIGKILL to those that live after `graceMs`. Returns when none lives (or none can be killed). */
  end(graceMs: number): Promise<void>;
}

interface ProcessLine {
  readonly parent: number;
  readonly group: number;
}

const POLL_MS = 15;
/** How long killed processes get to disappear: one that waits for a dead disk never does. */
const LAST_WAIT_MS = 5_000;

/**
 * `root` leads a process group of its own; `mark` is the last part of its `XPAR_MARK`. `isKept`: it is a sandbox that dies of any
 * signal, and kills what it holds; then polite ones pass it by.
 */
export function processTree(root: number, mark: string, isKept = false): ProcessTree {
  async function gone(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (living(root, mark).length > 0) {
      if (performance.now() >= deadline) return false;
      await delay(POLL_MS);
    }
    return true;
  }
  async function killed(): Promise<void> {
    const deadline = performance.now() + LAST_WAIT_MS;
    // Again and again: a process may fork between the look and the kill.
    do sendAll(root, mark, 'SIGKILL');
    while (!(await gone(POLL_MS)) && performance.now() < deadline);
  }
  return {
    signal: (name) => (isKept ? sendInside(root, mark, name) : send(-root, name)),
    end: async (graceMs) => {
      if (await gone(0)) return;
      if (isKept) sendInside(root, mark, 'SIGTERM');
      else sendAll(root, mark, 'SIGTERM');
      if (!(await gone(graceMs))) await killed();
    },
  };
}

/** Kills what lives of a tree at once, without waiting: for the end of xpar's own process. */
export function killNow(root: number, mark: string): void {
  sendAll(root, mark, 'SIGKILL');
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
function sendInside(root: number, mark: string, name: NodeJS.Signals): void {
  const keeper = nameOf(root);
  for (const pid of living(root, mark)) if (pid !== root && nameOf(pid) !== keeper) send(pid, name);
}

function nameOf(pid: number): string {
  return readOr(`/proc/${pid}/comm`).trim();
}

function sendAll(root: number, mark: string, name: NodeJS.Signals): void {
  const outsiders = living(root, mark);
  send(-root, name);
  for (const pid of outsiders) send(pid, name);
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in the meantime.
  }
}

function living(root: number, mark: string): number[] {
  const table = processTable();
  if (table === undefined) return groupLives(root) ? [root] : [];
  return [...table.keys()].filter((pid) => pid !== process.pid && belongs(pid, root, mark, table));
}

function belongs(pid: number, root: number, mark: string, table: ReadonlyMap<number, ProcessLine>): boolean {
  const seen = new Set<number>();
  for (let at = pid; !seen.has(at); at = table.get(at)?.parent ?? 0) {
    if (at === root || table.get(at)?.group === root) return true;
    seen.add(at);
  }
  return readOr(`/proc/${pid}/environ`).includes(mark);
}

/** Living processes by id, zombies left out; undefined where the system has no /proc. */
function processTable(): ReadonlyMap<number, ProcessLine> | undefined {
  const names = foldersOfProc();
  if (names === undefined) return undefined;
  const table = new Map<number, ProcessLine>();
  for (const name of names) {
    const stat = readOr(`/proc/${name}/stat`);
    // The program's name stands in brackets and may hold anything, brackets too.
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (group !== undefined && state !== 'Z' && state !== 'X')
      table.set(Number(name), { parent: Number(parent), group: Number(group) });
  }
  return table;
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
