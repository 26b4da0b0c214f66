import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Layout } from '../../record/layout.ts';
import { mendJournal, prepareStore } from '../../record/store.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';
import { takeAnswers } from '../person/take-answers.ts';

/**
 * Does `work` as the repository's one writer: with a writable `.xpar`, under the lock, which is freed whatever happens. What a
 * crash left of the journal is mended first; `work` is given what was lost by it.
 */
export async function asWriter<T>(
  host: Host,
  project: Pick<Project, 'store' | 'repository'>,
  command: string,
  work: (mended: Problem | undefined) => Promise<Got<T>>,
): Promise<Got<T>> {
  const { layout, state } = project.store;
  return underLock(host, layout, command, async () => {
    // What killed writers left half-written stands beside what it was to become.
    await host.files.sweep(layout.folder, state.lastRun !== undefined && state.lastRun.exit === undefined ? 'all' : 'one');
    await host.git.removeDeadLocks(project.repository.commonDir, [layout.suite]);
    const mended = await mendJournal(host.files, layout);
    if (mended?.reason === 'state-damaged') return { ok: false, problems: [mended] };
    await takeAnswers(host, project.store);
    return work(mended);
  });
}

/** `work` with a writable `.xpar` and nobody else writing, whatever its journal looks like. */
export async function underLock<T>(host: Host, layout: Layout, command: string, work: () => Promise<Got<T>>): Promise<Got<T>> {
  const unwritable = await prepareStore(host.files, layout);
  if (unwritable) return { ok: false, problems: [unwritable] };
  const lock = await takeLock(host, layout.lock, command);
  if (!lock.ok) return lock;
  try {
    return await work();
  } finally {
    await lock.value.release();
  }
}

/** The lock's own word for a full disk. */
const SQLITE_FULL = 13;

async function takeLock(host: Host, file: string, command: string): Promise<Got<{ release(): Promise<void> }>> {
  const { pid, hostname } = host.machine;
  try {
    const lock = await host.lock.take(file, { pid, host: hostname, startedAt: host.clock.now(), command });
    if (lock.held) return { ok: true, value: lock };
    const { pid: holder = 0, host: where = '', command: what = '' } = lock.by ?? {};
    return { ok: false, problems: [{ reason: 'build-running', pid: holder, host: where, command: what }] };
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    if (errcode !== SQLITE_FULL) return { ok: false, problems: [{ reason: 'not-writable', path: file, detail: message }] };
    const volume = await host.files.volumeOf(file);
    return { ok: false, problems: [{ reason: 'disk-full', path: file, ...(volume ? { volume: volume.top } : {}) }] };
  }
}
