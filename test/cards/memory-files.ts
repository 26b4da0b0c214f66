import type { Files, ReadResult } from '../../src/host/host.ts';
import { bytesOf } from './card-bytes.ts';

/** What reading cards needs of the Files port, over a map from path to text or to the trouble reading it gives. */
export function memoryFiles(root: string, contents: Readonly<Record<string, string | ReadResult>>): Files {
  const port: Pick<Files, 'list' | 'readInside' | 'stamps'> = {
    stamps: async (paths) => new Float64Array(paths.length * 4),
    list: async (folder) => {
      const names = Object.keys(contents)
        .filter((path) => `${root}/${path}`.startsWith(`${folder}/`))
        .map((path) => `${root}/${path}`.slice(folder.length + 1));
      return names.length === 0 ? undefined : names.sort();
    },
    readInside: async (_root, relative) => {
      const content = contents[relative];
      if (content === undefined) return { ok: false, trouble: 'missing', detail: '' };
      return typeof content === 'string' ? { ok: true, bytes: bytesOf(content) } : content;
    },
  };
  return port as Files;
}
