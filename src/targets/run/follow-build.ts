import type { Holder, Host } from '../../host/host.ts';
import type { Event } from '../../model/event.ts';
import { tail } from '../../agents/tail.ts';
import { readRecordLine, type BuildEnd } from '../../record/build-record.ts';
import type { Got } from '../project/read-project.ts';
import { isRunning, runningBuild, type RunningBuild } from './running-build.ts';

/** How following ended: with the build, with its death, or because whoever followed had seen enough. */
export type FollowEnd = ({ readonly how: 'ended' } & BuildEnd) | { readonly how: 'killed' } | { readonly how: 'left' };

/** How often it is asked whether the build still lives. */
const ALIVE_MS = 1_000;
/** An announcement names every story. */
const LINE_LENGTH = 2 ** 28;

/** Whatever build runs here, as `followBuild`; with who it is. */
export async function followRunning(
  host: Host,
  hear: (event: Event) => void,
  enough: AbortSignal,
): Promise<Got<{ readonly holder: Holder; readonly end: FollowEnd }>> {
  const running = await runningBuild(host);
  if (!running.ok) return running;
  const { holder } = running.value;
  return { ok: true, value: { holder, end: await followBuild(host, running.value, hear, enough) } };
}

/** Hears all that a build has told so far, and what it tells from now on, until it has ended or the signal aborts. */
export async function followBuild(
  host: Host,
  build: RunningBuild,
  hear: (event: Event) => void,
  enough: AbortSignal,
): Promise<FollowEnd> {
  const over = new AbortController();
  let end: BuildEnd | undefined;
  const take = (text: string): void => {
    const line = readRecordLine(text);
    if (line === undefined || end !== undefined || enough.aborted) return;
    if (!('end' in line)) return hear(line);
    ({ end } = line);
    over.abort();
  };
  const isOver = AbortSignal.any([over.signal, enough]);
  const watch = untilItIsGone(host, build, isOver).then(() => over.abort());
  const { files, clock } = host;
  await tail({ where: async () => build.record, lineLength: LINE_LENGTH, hear: take }, { files, clock, over: isOver });
  await watch;
  if (end !== undefined) return { how: 'ended', ...end };
  return { how: enough.aborted ? 'left' : 'killed' };
}

/** The last line stands in the record before the lock is let go of. */
async function untilItIsGone(host: Host, build: RunningBuild, over: AbortSignal): Promise<void> {
  while (!over.aborted && (await isRunning(host, build))) await host.clock.wait(ALIVE_MS, over);
}
