import { readFileSync } from 'node:fs';

/** What Linux tells of a process. */
export interface ProcStat {
  /** A letter: `Z` has ended and waits for its parent, `X` is gone. */
  readonly state: string | undefined;
  readonly parent: number;
  readonly group: number;
  /** When it began, in clock ticks since the start of the system. */
  readonly start: number;
}

/** How many fields stand between the group and the start. */
const BETWEEN = 16;

/** Undefined where there is no such process, or no /proc. */
export function procStat(pid: number | string): ProcStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name stands in brackets and may hold anything, brackets too.
    const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent), group: Number(group), start: Number(rest[BETWEEN]) };
  } catch {
    return undefined;
  }
}
