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
const SOON_MS = 50;
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
  const [over, told] = [new AbortController(), new AbortController()];
  let end: BuildEnd | undefined;
  const take = (text: string): void => {
    const line = readRecordLine(text);
    if (line === undefined || enough.aborted) return;
    const isEnd = 'end' in line;
    // The last line is the last: after one that was not, the build goes on.
    end = isEnd ? line.end : undefined;
    if (isEnd) told.abort();
    else hear(line);
  };
  const isOver = AbortSignal.any([over.signal, enough]);
  const watch = untilItIsGone(host, build, { over: isOver, told: told.signal }).then(() => over.abort());
  const { files, clock } = host;
  await tail({ where: async () => build.record, lineLength: LINE_LENGTH, hear: take }, { files, clock, over: isOver });
  await watch;
  if (enough.aborted) return { how: 'left' };
  return end === undefined ? { how: 'killed' } : { how: 'ended', ...end };
}

/**
 * Until the lock is let go of: the last line stands in the record before that, and whoever can write the record can write one. Once
 * an end was `told` it is looked at more often.
 */
async function untilItIsGone(
  host: Host,
  build: RunningBuild,
  { over, told }: { readonly over: AbortSignal; readonly told: AbortSignal },
): Promise<void> {
  const sooner = AbortSignal.any([over, told]);
  while (!over.aborted && (await isRunning(host, build)))
    await (told.aborted ? host.clock.wait(SOON_MS, over) : host.clock.wait(ALIVE_MS, sooner));
}
