import path from 'node:path';
import type { watch as watchFiles } from 'chokidar';
import type { Watcher, WatchReader } from './host.ts';

/** The real watcher: chokidar, one subscription a folder. What is ignored bounds it: a depth would lose folders that are made two at once. */
export function nodeWatcher(): Watcher {
  return {
    async watch(folders, to) {
      const { watch } = await import('chokidar');
      const all = new Set(folders.map((folder) => path.resolve(folder)));
      // A watched folder is also its parent's to tell of: by itself it does not notice that it is renamed.
      const open = (how: How): Promise<readonly Watch[]> =>
        Promise.all([...all].map((folder) => watchFolder(watch, folder, how)));
      let polling: Promise<readonly Watch[]> | undefined;
      async function poll(code: string): Promise<void> {
        if (polling !== undefined) return;
        polling = open({ all, to, backend: 'polling' });
        await polling;
        to.polled(code);
      }
      const native = await open({ all, to, backend: 'native', exhausted: (code) => void poll(code) });
      await polling;
      return { close: async () => void (await Promise.all([...native, ...((await polling) ?? [])].map((one) => one.close()))) };
    },
  };
}

/** Where the system has no watches left. */
const POLL_MS = 1_000;
const EXHAUSTED: readonly unknown[] = ['ENOSPC', 'EMFILE', 'ENFILE'];

interface How {
  readonly all: ReadonlySet<string>;
  readonly to: WatchReader;
  readonly backend: 'native' | 'polling';
  /** The system gives no watch for this folder. */
  exhausted?(code: string): void;
}

async function watchFolder(watch: typeof watchFiles, folder: string, how: How): Promise<Watch> {
  const { all, to, backend } = how;
  const isMeant = (one: string): boolean => one === folder || (path.dirname(one) === folder && (all.has(one) || to.isMeant(one)));
  const watcher = watch(folder, {
    // Settling is the reader's: here nothing is held back, and nothing looked at that is not meant.
    atomic: false,
    backend,
    pollingInterval: POLL_MS,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    ignored: (one) => !isMeant(path.resolve(one)),
  });
  watcher.on('all', (_event, one) => to.tell(path.resolve(one)));
  // Of a folder in whose place another was put only the system's own word tells.
  watcher.on('raw', (_event, name, details) => {
    const one = path.resolve(rootOf(details) ?? folder, String(name));
    if (one !== folder && all.has(one)) to.tell(one);
  });
  const ready = new Promise<void>((resolve) => watcher.once('ready', resolve));
  const failed = new Promise<void>((resolve) => {
    // A folder that cannot be watched any more is as one that went: it may come back.
    watcher.on('error', (error) => {
      const { code } = error as { code?: unknown };
      if (!EXHAUSTED.includes(code)) return;
      how.exhausted?.(String(code));
      resolve();
    });
  });
  await Promise.race([ready, failed]);
  return watcher;
}

/** The folder that the system told of. */
function rootOf(details: unknown): string | undefined {
  const { watchedPath } = details as { watchedPath?: unknown };
  return typeof watchedPath === 'string' ? watchedPath : undefined;
}

type Watch = ReturnType<typeof watchFiles>;
