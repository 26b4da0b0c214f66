import path from 'node:path';
import type { Files } from '../../src/host/host.ts';

export interface MemoryFiles extends Files {
  /** Text by absolute path, as it stands. */
  readonly contents: Map<string, string>;
  /** Every change made, in order: `append /a/b`. */
  readonly changes: string[];
  /** From now on every change fails with this, like a full disk; `undefined` makes room again. */
  failWith(detail: string | undefined): void;
}

const DISK: Pick<Files, 'isLinked' | 'sweep' | 'volumeOf'> = {
  isLinked: async () => false,
  sweep: async () => [],
  volumeOf: async () => ({ top: '/', freeBytes: 1e9 }),
};

function readOf(text: string | undefined, maxBytes: number): Awaited<ReturnType<Files['readInside']>> {
  if (text === undefined) return { ok: false, trouble: 'missing', detail: '' };
  const bytes = Buffer.from(text);
  return bytes.length > maxBytes ? { ok: false, trouble: 'too-large', detail: String(bytes.length) } : { ok: true, bytes };
}

/** The Files port over a map. A folder is there when something stands in it, or when it was made. */
export function memoryFiles(start: Readonly<Record<string, string>> = {}): MemoryFiles {
  const contents = new Map(Object.entries(start));
  const folders = new Set<string>();
  const changes: string[] = [];
  let failure: string | undefined;
  const below = (folder: string): string[] => [...contents.keys()].filter((file) => file.startsWith(`${folder}/`));
  function change(verb: string, file: string): void {
    if (failure !== undefined) throw new Error(failure);
    changes.push(`${verb} ${file}`);
  }
  async function copy(from: string, to: string): Promise<void> {
    change('copy', from);
    const files = contents.has(from) ? [from] : below(from);
    for (const file of files) contents.set(to + file.slice(from.length), contents.get(file)!);
  }
  return {
    contents,
    changes,
    failWith: (detail) => (failure = detail),
    ...looking(contents),
    async list(folder) {
      const names = below(folder).map((file) => file.slice(folder.length + 1));
      return names.length === 0 && !folders.has(folder) ? undefined : names.filter((name) => !name.includes('/')).sort();
    },
    exists: async (file) => contents.has(file) || folders.has(file) || below(file).length > 0,
    isEmptyFolder: async (folder) => folders.has(folder) && below(folder).length === 0,
    async writeAtomic(file, text) {
      change('write', file);
      contents.set(file, text);
    },
    async writeCache(file, bytes) {
      if (failure === undefined) changes.push(`cache ${file}`);
      if (failure === undefined) contents.set(file, Buffer.from(bytes).toString('latin1'));
      return failure === undefined;
    },
    async createNew(file, text) {
      if (contents.has(file)) return false;
      change('create', file);
      contents.set(file, text);
      return true;
    },
    ...appending(contents, change),
    ...DISK,
    async makeFolder(folder) {
      change('make', folder);
      folders.add(folder);
    },
    readFrom: async (file, offset) => Buffer.from(contents.get(file) ?? '').subarray(offset),
    async remove(target) {
      change('remove', target);
      for (const file of [target, ...below(target)]) contents.delete(file);
      folders.delete(target);
    },
    async truncate(file, bytes) {
      change('truncate', file);
      contents.set(file, firstBytes(contents.get(file) ?? '', bytes));
    },
    async rename(from, to) {
      change('rename', from);
      contents.set(to, contents.get(from)!);
      contents.delete(from);
    },
    copyFile: copy,
    linkFile: copy,
    copyFolder: copy,
  };
}

function appending(
  contents: Map<string, string>,
  change: (verb: string, file: string) => void,
): Pick<Files, 'append' | 'appendNote'> {
  async function append(file: string, text: string): Promise<void> {
    change('append', file);
    contents.set(file, (contents.get(file) ?? '') + text);
  }
  return {
    append,
    appendNote: (file, text) =>
      append(file, text).then(
        () => true,
        () => false,
      ),
  };
}

function firstBytes(text: string, bytes: number): string {
  return Buffer.from(text).subarray(0, bytes).toString();
}

/** The verbs that read without asking what stands there first. */
function looking(
  contents: ReadonlyMap<string, string>,
): Pick<Files, 'readInside' | 'readText' | 'readBytes' | 'pieces' | 'stamps' | 'folders' | 'sizeOf'> {
  const below = (folder: string): string[] => [...contents.keys()].filter((file) => file.startsWith(`${folder}/`));
  return {
    readInside: async (root, relative, maxBytes) => readOf(contents.get(path.join(root, relative)), maxBytes),
    readText: async (file) => contents.get(file),
    readBytes: async (file) => (contents.has(file) ? Buffer.from(contents.get(file)!, 'latin1') : undefined),
    pieces: async (file) => {
      const bytes = Buffer.from(contents.get(file) ?? '', 'latin1');
      return contents.has(file) ? (offset, length) => bytes.subarray(offset, offset + length) : undefined;
    },
    folders: async (folder) => {
      const names = below(folder).flatMap((file) => /^([^/]+)\//.exec(file.slice(folder.length + 1))?.[1] ?? []);
      return names.length === 0 ? undefined : [...new Set(names)].sort();
    },
    sizeOf: async (file) => [file, ...below(file)].reduce((sum, one) => sum + (contents.get(one)?.length ?? 0), 0),
    stamps: async (paths) => new Float64Array(paths.flatMap((file) => [contents.get(file)?.length ?? -1, 1, 1, 1])),
  };
}
