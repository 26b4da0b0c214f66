import path from 'node:path';
import type { Free, Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { buildName, readRecordLine, recordFile } from '../../record/build-record.ts';
import { layoutOf, type Layout } from '../../record/layout.ts';
import { foreignState, prepareStore } from '../../record/store.ts';
import { findRepository, type Got } from '../project/read-project.ts';

/** What came of starting a build that is to go on by itself. */
export type Detached =
  /** It has the lock, and has said what it will do; without `seen` it has the lock and nobody can see what it says. */
  | { readonly how: 'begun'; readonly pid: number; readonly log: string; readonly seen?: Seen }
  /** It was over at once; what it printed is for whoever asked for it. */
  | { readonly how: 'over'; readonly code: number | null; readonly detail: string; readonly said: Said };

/** The run that it announced, and the file that it tells its events in. */
export interface Seen {
  readonly run: string;
  readonly events: string;
}

export interface Said {
  readonly out: string;
  readonly err: string;
}

interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly apart: boolean;
  /** What it is refused for before it needs a lock: asked where xpar keeps nothing yet, so that a refusal leaves nothing. */
  readonly refusals: () => Promise<readonly Problem[]>;
}

const LOOK_MS = 50;
/** From the lock to its announcement a build reads what it read before. */
const UNSEEN_MS = 10_000;

/**
 * Starts `xpar args` in a session of its own, from the folder where a person stands, with its output in a file of its own. `apart`:
 * data and all else go to two files. `enough` interrupts it as long as it has not begun.
 */
export async function detachBuild(host: Host, asked: Asked, enough: AbortSignal): Promise<Got<Detached>> {
  const found = await findRepository(host);
  if (!found.ok) return found;
  const layout = layoutOf(found.value.commonDir);
  const linked = await linkedAway(host, layout);
  const refused = linked || (await host.files.exists(layout.folder)) ? [] : await asked.refusals();
  if (refused.length > 0) return { ok: false, problems: refused };
  const inTheWay = linked ?? (await prepareStore(host.files, layout));
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
  const over = new AbortController();
  const ended = build.ended.finally(() => over.abort());
  const begun = build.pid === undefined ? undefined : await untilBegun(host, layout, { pid: build.pid, over: over.signal });
  if (begun) return { how: 'begun', log: files.err, ...begun };
  const { code, signal, failure } = await ended;
  const read = async (file: string): Promise<string> => (await host.files.readText(file)) ?? '';
  const said = { err: await read(files.err), out: files.out === files.err ? '' : await read(files.out) };
  const detail = failure ?? (signal === null ? `exit code ${code}` : `ended by ${signal}`);
  for (const file of new Set([files.out, files.err])) await host.files.remove(file);
  return { how: 'over', code, detail, said };
}

/** Undefined where it is over before. */
async function untilBegun(
  host: Host,
  layout: Layout,
  { pid, over }: { readonly pid: number; readonly over: AbortSignal },
): Promise<{ readonly pid: number; readonly seen?: Seen } | undefined> {
  const { clock } = host;
  let until = Infinity;
  while (!over.aborted) {
    const { hasLock, seen } = await look(host, layout, pid);
    if (seen) return { pid, seen };
    until = hasLock ? Math.min(until, clock.monotonicMs() + UNSEEN_MS) : Infinity;
    if (clock.monotonicMs() >= until) return { pid };
    await clock.wait(LOOK_MS, over);
  }
  return undefined;
}

/** The run is announced under the lock, once nothing refuses it any more. Where the note could not be written, who has it is not known. */
async function look(
  { lock, files }: Host,
  layout: Layout,
  pid: number,
): Promise<{ readonly hasLock: boolean; readonly seen?: Seen }> {
  const holder = await lock.holder(layout.lock);
  if (holder === undefined) return { hasLock: await lock.isHeld(layout.lock) };
  if (holder.pid !== pid) return { hasLock: false };
  const events = recordFile(layout, holder);
  const run = runIn((await files.readText(events)) ?? '');
  return { hasLock: true, ...(run === undefined ? {} : { seen: { run, events } }) };
}

function runIn(record: string): string | undefined {
  for (const text of record.split('\n')) {
    const line = readRecordLine(text);
    if (line && 't' in line && line.t === 'run-started') return line.run;
  }
  return undefined;
}
