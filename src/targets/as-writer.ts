import type { Host } from '../host/host.ts';
import { prepareStore } from '../record/store.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';

/** Does `work` as the repository's one writer: with a writable `.xpar`, under the lock, which is freed whatever happens. */
export async function asWriter<T>(host: Host, project: Project, command: string, work: () => Promise<Got<T>>): Promise<Got<T>> {
  const { layout } = project.store;
  const unwritable = await prepareStore(host.files, layout);
  if (unwritable) return { ok: false, problems: [unwritable] };
  const { pid, hostname } = host.machine;
  const lock = await host.lock.take(layout.lock, { pid, host: hostname, startedAt: host.clock.now(), command });
  if (!lock.held) {
    const { pid: holder = 0, host: where = '', command: what = '' } = lock.by ?? {};
    return { ok: false, problems: [{ reason: 'build-running', pid: holder, host: where, command: what }] };
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
