import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { procStat } from './proc-stat.ts';

/**
 * When a process began, in the system's own words: with its number it is one process and no other, also after that number was
 * given to another. Empty of one that has ended and waits for its parent; undefined where there is none, or nobody can tell.
 */
export function bornOf(pid: number): string | undefined {
  if (process.platform === 'linux') return bornOnLinux(pid);
  return process.platform === 'win32' ? undefined : bornByPs(pid);
}

/** Clock ticks since the start of the system, and which start that was. */
function bornOnLinux(pid: number): string | undefined {
  try {
    const { state, start } = procStat(pid) ?? {};
    if (state === 'Z' || state === 'X') return '';
    if (start === undefined || Number.isNaN(start)) return undefined;
    return `${start} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`;
  } catch {
    return undefined;
  }
}

function bornByPs(pid: number): string | undefined {
  try {
    const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
    const told = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8', timeout: 2_000 }).trim();
    return told === '' ? undefined : told;
  } catch {
    return undefined;
  }
}
