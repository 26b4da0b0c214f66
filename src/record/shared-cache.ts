import type { Files } from '../host/host.ts';
import type { Look } from '../model/reading.ts';
import type { Layout } from './layout.ts';
import { looksSame } from './looks.ts';
import { sealed, unsealed } from './sealed.ts';
import type { SharedEntry } from './shared-entry.ts';
import { prepareStore } from './store.ts';

/** What earlier commands read of the shared ledger, by file name: a file that looks as it did is not opened again. As names are digests, what is kept is right whatever stands there now. */
export interface SharedCache {
  recall(name: string, look: Look): SharedEntry | undefined;
  /** Keeps these instead, where it can. */
  save(entries: ReadonlyMap<string, Known>): Promise<void>;
}

interface Known {
  readonly look: Look;
  readonly entry: SharedEntry;
}

interface Kept {
  /** The xpar that judged the entries: another may believe other ones. */
  readonly reader: string;
  readonly entries: readonly (readonly [name: string, known: Known])[];
}

/** Looking at a repository leaves nothing behind in it, unless reading it again would take a while. */
const WORTH_A_FOLDER = 200;

/** Opens what is kept of the ledger in the checkout at `top` for this `reader`; damaged, another reader's or gone, it knows nothing. */
export async function openSharedCache(files: Files, layout: Layout, top: string, reader: string): Promise<SharedCache> {
  const file = layout.sharedCache(top);
  const kept = unsealed(await files.readBytes(file)) as Kept | undefined;
  const known = new Map(kept?.reader === reader ? kept.entries : []);
  return {
    recall(name, look) {
      const before = known.get(name);
      return before && looksSame(before.look, look) ? before.entry : undefined;
    },
    async save(entries) {
      if (!(await files.exists(layout.folder))) {
        if (entries.size < WORTH_A_FOLDER || (await prepareStore(files, layout)) !== undefined) return;
      }
      await files.writeCache(file, sealed({ reader, entries: [...entries] } satisfies Kept));
    },
  };
}
