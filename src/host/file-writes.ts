import type fs from 'node:fs/promises';
import path from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { Files } from './host.ts';

/** The calls of `node:fs/promises` that change what is on the disk: tests give their own, that fail. */
export type Disk = Pick<typeof fs, 'open' | 'rename' | 'rm' | 'mkdir' | 'link' | 'readdir' | 'unlink'>;

export type FileWrites = Pick<Files, 'writeAtomic' | 'writeCache' | 'createNew' | 'append' | 'appendNote' | 'truncate' | 'sweep'>;

/** Writes that keep what stood before when they fail, and name the file that they failed on. */
export function fileWrites(disk: Disk): FileWrites {
  return {
    writeAtomic: (file, text) =>
      naming(file, async () => {
        const folder = await folderOf(disk, file);
        await viaTemporary(disk, file, text, (temporary) => disk.rename(temporary, file));
        await syncFolder(disk, folder);
      }),
    writeCache: (file, bytes) => writeCache(disk, file, bytes),
    createNew: (file, text) => naming(file, () => createNew(disk, file, text)),
    append: (file, text, sync) => naming(file, () => append(disk, file, { text, sync })),
    appendNote: (file, text) =>
      folderOf(disk, file)
        .then(() => append(disk, file, { text, sync: false }))
        .then(
          () => true,
          () => false,
        ),
    truncate: (file, bytes) => naming(file, () => truncate(disk, file, bytes)),
    sweep: (folder, depth) => sweep(disk, folder, depth === 'all'),
  };
}

/** A failed write through a handle does not say where. */
async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && !('path' in error)) Object.assign(error, { path: file });
    throw error;
  }
}

async function folderOf(disk: Disk, file: string): Promise<string> {
  await disk.mkdir(path.dirname(file), { recursive: true });
  return path.dirname(file);
}

/** Not synced: what a crash leaves of a cache is found out by who reads it. */
async function writeCache(disk: Disk, file: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = temporaryFor(file);
  try {
    const handle = await disk.open(temporary, 'wx');
    try {
      await writeAll(handle, bytes);
    } finally {
      await handle.close();
    }
    await disk.rename(temporary, file);
    return true;
  } catch {
    await disk.rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}

/** The name says whose it is, so that what a killed process left can be told from what is being written. */
function temporaryFor(file: string): string {
  const once = Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}-${once}.tmp`);
}

/** write loop + fsync, then `put` in place. */
async function viaTemporary(disk: Disk, file: string, text: string, put: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryFor(file);
  try {
    const handle = await disk.open(temporary, 'wx');
    try {
      await writeAll(handle, Buffer.from(text));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await put(temporary);
  } catch (error) {
    await disk.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The usual packages take a short write for a whole one. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done);
    if (bytesWritten === 0) throw Object.assign(new Error('ENOSPC: nothing more was written'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

/** Not every file system lets a folder be synced; the rename itself is already atomic. */
async function syncFolder(disk: Disk, folder: string): Promise<void> {
  const handle = await disk.open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function createNew(disk: Disk, file: string, text: string): Promise<boolean> {
  const folder = await folderOf(disk, file);
  try {
    // A link is made only where nothing stands, and what it leads to is whole.
    await viaTemporary(disk, file, text, async (temporary) => {
      await disk.link(temporary, file);
      await disk.unlink(temporary);
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    return createWithoutLinks(disk, file, text);
  }
  await syncFolder(disk, folder);
  return true;
}

async function createWithoutLinks(disk: Disk, file: string, text: string): Promise<boolean> {
  const handle = await disk.open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle === undefined) return false;
  try {
    await writeAll(handle, Buffer.from(text));
    return true;
  } catch (error) {
    await disk.rm(file, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** All of it or nothing: half a record must not stand before the next. */
async function append(disk: Disk, file: string, what: { text: string; sync: boolean }): Promise<void> {
  const handle = await disk.open(file, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await writeAll(handle, Buffer.from(what.text));
      if (what.sync) await handle.datasync();
    } catch (error) {
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function truncate(disk: Disk, file: string, bytes: number): Promise<void> {
  const handle = await disk.open(file, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

const TEMPORARY = /^\..*\.(\d+)-[0-9a-f]{12}\.tmp$/;

async function sweep(disk: Disk, folder: string, deep: boolean): Promise<readonly string[]> {
  const entries = await disk.readdir(folder, { withFileTypes: true, recursive: deep }).catch(() => []);
  const left = entries.filter((entry) => entry.isFile() && isAbandoned(entry.name));
  const files = left.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  for (const file of files) await disk.rm(file, { force: true });
  return files;
}

function isAbandoned(name: string): boolean {
  const pid = Number(TEMPORARY.exec(name)?.[1]);
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
