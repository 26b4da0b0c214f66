import type { Host } from '../host/host.ts';
import type { Problem } from '../model/problem.ts';
import { mendJournal, prepareStore } from '../record/store.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';

/**
 * Does `work` as the repository's one writer: with a writable `.xpar`, under the lock, which is freed whatever happens. What a
 * crash left of the journal is mended first; `work` is given what was lost by it.
 */
export async function asWriter<T>(
  host: Host,
  project: Project,
  command: string,
  work: (mended: Problem | undefined) => Promise<Got<T>>,
): Promise<Got<T>> {
  const { layout } = project.store;
  const unwritable = await prepareStore(host.files, layout);
  if (unwritable) return { ok: false, problems: [unwritable] };
  const lock = await takeLock(host, layout.lock, command);
  if (!lock.ok) return lock;
  try {
    return await work(await mendJournal(host.files, layout));
  } finally {
    await lock.value.release();
  }
}

async function takeLock(host: Host, file: string, command: string): Promise<Got<{ release(): Promise<void> }>> {
  const { pid, hostname } = host.machine;
  try {
    const lock = await host.lock.take(file, { pid, host: hostname, startedAt: host.clock.now(), command });
    if (lock.held) return { ok: true, value: lock };
    const { pid: holder = 0, host: where = '', command: what = '' } = lock.by ?? {};
    return { ok: false, problems: [{ reason: 'build-running', pid: holder, host: where, command: what }] };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ reason: 'not-writable', path: file, detail }] };
  }
}
