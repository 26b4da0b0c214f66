import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fewAtOnce, isExhausted } from './few-at-once.ts';
import { fileWrites, type Disk } from './file-writes.ts';
import type { Files, ReadResult, ReadTrouble, Stamps } from './host.ts';

/** The real file system behind the Files port; `disk` makes its changes. */
export function nodeFiles(disk: Disk = fs): Files {
  const turn = fewAtOnce();
  const writes = fileWrites(disk);
  return {
    readInside: (root, relative, maxBytes) => turn(() => readInside(root, relative, maxBytes)),
    readText: (file) => turn(() => readText(file)),
    readBytes: (file) => turn(() => readBytes(file)),
    pieces,
    stamps,
    list: (folder) => turn(() => list(folder)),
    folders: (folder) => turn(() => folders(folder)),
    sizeOf,
    exists,
    isLinked,
    isEmptyFolder: (folder) => turn(() => isEmptyFolder(folder)),
    writeAtomic: (file, text) => turn(() => writes.writeAtomic(file, text)),
    writeCache: (file, bytes) => turn(() => writes.writeCache(file, bytes)),
    createNew: (file, text) => turn(() => writes.createNew(file, text)),
    append: (file, text, sync) => turn(() => writes.append(file, text, sync)),
    appendNote: (file, text) => turn(() => writes.appendNote(file, text)),
    truncate: (file, bytes) => turn(() => writes.truncate(file, bytes)),
    sweep: writes.sweep,
    volumeOf,
    makeFolder: async (folder) => void (await disk.mkdir(folder, { recursive: true })),
    remove,
    rename: disk.rename,
    linkFile: (to, at) => turn(() => linkFile(to, at)),
    copyFolder,
    copyFile: (from, to) => turn(() => fs.copyFile(from, to)),
    readFrom: (file, offset) => turn(() => readFrom(file, offset)),
  };
}

async function readInside(root: string, relative: string, maxBytes: number): Promise<ReadResult> {
  const full = path.resolve(root, relative);
  try {
    const real = await fs.realpath(full);
    const realRoot = await fs.realpath(root);
    if (real !== realRoot && !real.startsWith(realRoot + path.sep)) return refused('outside', `it leads to ${real}`);
    // Opened without blocking, then looked at: a pipe must not hang us, nor be swapped in between.
    const file = await fs.open(real, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return refused('not-a-file', stat.isDirectory() ? 'a folder' : 'not a regular file');
      if (stat.size > maxBytes) return refused('too-large', `${stat.size}`);
      return { ok: true, bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isExhausted(error)) throw error;
    return refused(troubleOf(error), String((error as Error).message));
  }
}

function refused(trouble: ReadTrouble, detail: string): ReadResult {
  return { ok: false, trouble, detail };
}

function troubleOf(error: unknown): ReadTrouble {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return 'missing';
  return code === 'ENXIO' || code === 'EISDIR' ? 'not-a-file' : 'denied';
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

async function readBytes(file: string): Promise<Uint8Array | undefined> {
  return fs.readFile(file).catch(() => undefined);
}

async function pieces(file: string): ReturnType<Files['pieces']> {
  try {
    const open = openSync(file, 'r');
    opened.register(pieceOf, open);
    return pieceOf;
    function pieceOf(offset: number, length: number): Uint8Array {
      const piece = Buffer.alloc(length);
      return piece.subarray(0, readSync(open, piece, 0, length, offset));
    }
  } catch {
    return undefined;
  }
}

/** Closed when nobody can ask for a piece any more. */
const opened = new FinalizationRegistry<number>(closeSync);

/** Synchronous on purpose: asking the thread pool for each of ten thousand files takes four times as long. */
async function stamps(paths: readonly string[]): Promise<Stamps> {
  const seen = new Float64Array(paths.length * 4);
  for (const [index, file] of paths.entries()) {
    const stat = stampOf(file);
    seen.set(stat ? [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino] : [-1, 0, 0, 0], index * 4);
  }
  return seen;
}

/** What cannot be looked at is as good as not there: reading it will say why. */
function stampOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function list(folder: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

async function folders(folder: string): Promise<readonly string[] | undefined> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => undefined);
  return entries
    ?.filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Level by level: a folder of dependencies holds a hundred thousand files. What goes meanwhile counts for nothing. */
async function sizeOf(file: string): Promise<number> {
  const stat = await fs.lstat(file).catch(() => undefined);
  if (stat?.isDirectory() !== true) return stat?.size ?? 0;
  let bytes = 0;
  for (const name of await fs.readdir(file).catch(() => [])) bytes += await sizeOf(path.join(file, name));
  return bytes;
}

async function exists(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}

async function isLinked(root: string, relative: string): Promise<boolean> {
  const names = path.normalize(relative).split(path.sep);
  const steps = names.map((_, index) => path.join(root, ...names.slice(0, index + 1)));
  const stats = await Promise.all(steps.map((step) => fs.lstat(step).catch(() => undefined)));
  return stats.some((stat) => stat?.isSymbolicLink());
}

async function isEmptyFolder(folder: string): Promise<boolean> {
  const names = await fs.readdir(folder).catch(() => undefined);
  return names?.length === 0;
}

async function volumeOf(file: string): Promise<{ top: string; freeBytes: number } | undefined> {
  let at = path.resolve(file);
  while ((await deviceOf(at)) === undefined && path.dirname(at) !== at) at = path.dirname(at);
  const [device, space] = [await deviceOf(at), await fs.statfs(at).catch(() => undefined)];
  if (device === undefined || space === undefined) return undefined;
  while (path.dirname(at) !== at && (await deviceOf(path.dirname(at))) === device) at = path.dirname(at);
  return { top: at, freeBytes: space.bavail * space.bsize };
}

async function deviceOf(file: string): Promise<number | undefined> {
  return fs.stat(file).then(
    (stat) => stat.dev,
    () => undefined,
  );
}

async function remove(target: string): Promise<void> {
  await fs.rm(target, { recursive: true, force: true, maxRetries: 3 });
}

async function linkFile(to: string, at: string): Promise<void> {
  await fs.rm(at, { force: true });
  try {
    await fs.symlink(to, at, 'file');
  } catch (error) {
    // Windows lets only some people make links.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    await fs.copyFile(to, at);
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await fs.cp(from, to, { recursive: true });
}

async function readFrom(file: string, offset: number): Promise<Uint8Array> {
  const handle = await fs.open(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    const stat = await handle.stat();
    // A pipe or a device in its place could hang whoever reads it.
    if (!stat.isFile()) throw new Error(`${file} is not a regular file`);
    const { size } = stat;
    const wanted = Math.min(Math.max(0, size - offset), 4 * 1024 * 1024);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
