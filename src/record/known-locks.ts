import type { Files } from '../host/host.ts';
import type { KnownLocks } from '../model/known-locks.ts';
import type { Layout } from './layout.ts';

/** By ADR id; nothing where the file is lost or is not as xpar writes it: then the next build finds them anew. */
export async function readKnownLocks(
  files: Pick<Files, 'readText'>,
  { locks }: Pick<Layout, 'locks'>,
): Promise<ReadonlyMap<string, KnownLocks>> {
  try {
    const { schemaVersion, adrs } = JSON.parse((await files.readText(locks)) ?? '') as {
      schemaVersion: number;
      adrs: Readonly<Record<string, KnownLocks>>;
    };
    return schemaVersion === 1 ? new Map(Object.entries(adrs)) : new Map();
  } catch {
    return new Map();
  }
}

/** For the one writer only. */
export async function writeKnownLocks(
  files: Pick<Files, 'writeAtomic'>,
  { locks }: Pick<Layout, 'locks'>,
  adrs: ReadonlyMap<string, KnownLocks>,
): Promise<void> {
  const sorted = Object.fromEntries([...adrs].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  await files.writeAtomic(locks, `${JSON.stringify({ schemaVersion: 1, adrs: sorted }, null, 2)}\n`);
}
