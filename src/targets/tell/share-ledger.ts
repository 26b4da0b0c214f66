import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { journalEntries } from '../../record/history.ts';
import { sharedFiles } from '../../record/shared-ledger.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

/** What `xpar report --share` did: files that are new, and those that were there. */
export interface Shared {
  readonly folder: string;
  readonly written: number;
  readonly there: number;
}

/** Puts one file for each session, base, landing and cut of the journal into the shared folder of this checkout. Writes over nothing. */
export async function shareLedger(host: Host, { config, store, repository }: Project): Promise<Got<Shared>> {
  const { shared: folder } = config.report;
  if (folder === undefined) return { ok: false, problems: [{ reason: 'not-shared' }] };
  if (await host.files.isLinked(repository.top, folder))
    return { ok: false, problems: [{ reason: 'not-writable', path: folder, detail: 'it is a link, or lies behind one' }] };
  let written = 0;
  const files = sharedFiles(await journalEntries(host.files, store.layout));
  try {
    const there = new Set(await host.files.list(path.join(repository.top, folder)));
    for (const { name, text } of files)
      if (!there.has(name) && (await host.files.createNew(path.join(repository.top, folder, name), text))) written++;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ reason: 'not-writable', path: folder, detail }] };
  }
  return { ok: true, value: { folder, written, there: files.length - written } };
}
