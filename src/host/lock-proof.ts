import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;

/** The one error that means somebody else has it; all others mean that nobody can. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** Does anybody have the lock, whatever its note says? What cannot be asked (too many open files) counts as held. Writes nothing. */
export function isHeld(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0, readOnly: true });
    database.exec('SELECT count(*) FROM sqlite_master');
    return false;
  } catch {
    return true;
  } finally {
    database?.close();
  }
}

/** Has this process the file open? Undefined where the system does not tell. */
export function hasOpen(pid: number, file: string): boolean | undefined {
  try {
    const [folder, real] = [`/proc/${pid}/fd`, fs.realpathSync(file)];
    return fs.readdirSync(folder).some((fd) => linkOf(path.join(folder, fd)) === real);
  } catch {
    return undefined;
  }
}

function linkOf(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}
