import path from 'node:path';
import type { Free, Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { buildName, recordFile } from '../../record/build-record.ts';
import { layoutOf, type Layout } from '../../record/layout.ts';
import { foreignState, prepareStore } from '../../record/store.ts';
import { findRepository, type Got } from '../project/read-project.ts';

/** What came of starting a build that is to go on by itself. */
export type Detached =
  /** It has the lock, and has said what it will do. */
  | { readonly how: 'begun'; readonly pid: number; readonly run: string; readonly log: string; readonly events: string }
  /** It was over at once; what it printed is for whoever asked for it. */
  | { readonly how: 'over'; readonly code: number | null; readonly detail: string; readonly said: Said };

export interface Said {
  readonly out: string;
  readonly err: string;
}

const LOOK_MS = 50;

/**
 * Starts `xpar args` in a session of its own, from the folder where a person stands, with its output in a file of its own. `apart`:
 * data and all else go to two files. `enough` interrupts it as long as it has not begun.
 */
export async function detachBuild(
  host: Host,
  asked: { readonly args: readonly string[]; readonly cwd: string; readonly apart: boolean },
  enough: AbortSignal,
): Promise<Got<Detached>> {
  const found = await findRepository(host);
  if (!found.ok) return found;
  const layout = layoutOf(found.value.commonDir);
  const inTheWay = (await linkedAway(host, layout)) ?? (await prepareStore(host.files, layout));
  if (inTheWay) return { ok: false, problems: [inTheWay] };
  await host.files.makeFolder(layout.builds);
  const { machine, clock } = host;
  const name = path.join(layout.builds, buildName({ startedAt: clock.now(), pid: machine.pid }));
  const files = { out: `${name}.${asked.apart ? 'out' : 'log'}`, err: `${name}.log` };
  const build = host.commands.setFree({ argv: [...machine.program, ...asked.args], cwd: asked.cwd, env: machine.env, ...files });
  enough.addEventListener('abort', () => build.interrupt(), { once: true });
  return { ok: true, value: await begunOrOver(host, layout, build, files) };
}

/** Behind a link stands what is somebody else's. */
async function linkedAway({ files }: Host, layout: Layout): Promise<Problem | undefined> {
  const foreign = await foreignState(files, layout);
  if (foreign) return foreign;
  const isLinked = await files.isLinked(layout.folder, path.basename(layout.builds));
  return isLinked ? { reason: 'state-linked', path: layout.builds } : undefined;
}

async function begunOrOver(host: Host, layout: Layout, build: Free, files: { out: string; err: string }): Promise<Detached> {
  const { clock } = host;
  const over = new AbortController();
  const ended = build.ended.finally(() => over.abort());
  while (!over.signal.aborted) {
    const begun = await begunAs(host, layout, build.pid);
    if (begun !== undefined && build.pid !== undefined) return { how: 'begun', pid: build.pid, log: files.err, ...begun };
    await clock.wait(LOOK_MS, over.signal);
  }
  const { code, signal, failure } = await ended;
  const read = async (file: string): Promise<string> => (await host.files.readText(file)) ?? '';
  const said = { err: await read(files.err), out: files.out === files.err ? '' : await read(files.out) };
  const detail = failure ?? (signal === null ? `exit code ${code}` : `ended by ${signal}`);
  for (const file of new Set([files.out, files.err])) await host.files.remove(file);
  return { how: 'over', code, detail, said };
}

/** The run is announced under the lock, once nothing refuses it any more. */
async function begunAs(
  { lock, files }: Host,
  layout: Layout,
  pid: number | undefined,
): Promise<{ readonly run: string; readonly events: string } | undefined> {
  const holder = await lock.holder(layout.lock);
  if (holder === undefined || holder.pid !== pid) return undefined;
  const events = recordFile(layout, holder);
  const first = Buffer.from(await files.readFrom(events, 0)).toString('utf8');
  const run = /"t":"run-started","schemaVersion":\d+,"run":"([^"]+)"/.exec(first)?.[1];
  return run === undefined ? undefined : { run, events };
}
