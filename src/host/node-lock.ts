import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bornOf } from './born.ts';
import type { Holder, Lock } from './host.ts';
import { hasOpen, isBusy, isHeld } from './lock-proof.ts';

/**
 * A lock the kernel keeps: SQLite's exclusive transaction on a file. It falls with its holder, however that dies, and
 * neither a stopped process nor a clock that jumps can lose it. Who holds it stands beside it, for the message only.
 */
export function nodeLock(): Lock {
  return { take, holder, isHeld: async (file) => isHeld(file), interrupt };
}

async function take(file: string, holder: Holder): ReturnType<Lock['take']> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const by = await readHolder(file);
    return by ? { held: false, by } : { held: false };
  }
  // Only a note for others: a disk without room for it must not keep the lock from being held.
  const born = bornOf(holder.pid);
  await fs
    .writeFile(`${file}.holder`, JSON.stringify({ ...holder, ...(born === undefined ? {} : { born }) }))
    .catch(() => undefined);
  const release = async (): Promise<void> => {
    await fs.rm(`${file}.holder`, { force: true }).catch(() => undefined);
    database.exec('ROLLBACK');
    database.close();
  };
  return { held: true, release };
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await fs.readFile(`${file}.holder`, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function holder(file: string): Promise<Holder | undefined> {
  const told = await readHolder(file);
  return told !== undefined && (told.host !== os.hostname() || isIt(told)) ? told : undefined;
}

/**
 * The note is believed of a process of ours only: its number may be another's by now. And of one that has the lock: whoever can write
 * here can write a note.
 */
async function interrupt(file: string, meant: Holder): ReturnType<Lock['interrupt']> {
  const told = await readHolder(file);
  const isSame =
    told !== undefined && told.pid === meant.pid && told.startedAt === meant.startedAt && told.host === os.hostname();
  if (!isSame || !isIt(told)) return 'gone';
  if (!isHeld(file) || hasOpen(told.pid, file) === false) return 'astray';
  if (told.born === undefined || bornOf(told.pid) !== told.born) return 'unproven';
  try {
    process.kill(told.pid, 'SIGINT');
    // Suspended, it would hear of it only when somebody lets it go on.
    process.kill(told.pid, 'SIGCONT');
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'denied' : 'gone';
  }
}

/** Does the process live that wrote the note, as far as can be told? */
function isIt({ pid, born }: Holder): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !lives(pid)) return false;
  const now = born === undefined ? undefined : bornOf(pid);
  return now === undefined || now === born;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
