import type { Holder, Host } from '../../host/host.ts';
import type { Event, RunSummary } from '../../model/event.ts';
import type { Kept } from '../../model/kept.ts';
import { readRecordLine } from '../../record/build-record.ts';
import { notAPerson } from '../project/as-person.ts';
import type { Got } from '../project/read-project.ts';
import { followBuild, type FollowEnd } from './follow-build.ts';
import { keptWork } from './kept-work.ts';
import { isRunning, outOfReach, runningBuild, type RunningBuild } from './running-build.ts';

/** A build that was asked to stop: who it was, how it ended, its own last word where it had one, and what stands of its lanes. */
export interface Stopped {
  readonly holder: Holder;
  readonly end: FollowEnd;
  readonly summary?: RunSummary;
  readonly kept: readonly Kept[];
}

interface Asked {
  readonly now: boolean;
  /** Aborts when nobody waits any longer for the end. */
  readonly enough: AbortSignal;
  readonly begun: (holder: Holder) => void;
}

const LOOK_MS = 50;

/**
 * Does to the running build what one ctrl-C in its terminal does, with `now` what two do, and comes back when it has ended. One that
 * is stopping already is not asked a second time for the same.
 */
export async function stopRunning(host: Host, { now, enough, begun }: Asked): Promise<Got<Stopped>> {
  const running = await runningBuild(host);
  if (!running.ok) return running;
  const { layout, holder } = running.value;
  const refused = notAPerson(host) ?? (host.machine.platform === 'win32' ? outOfReach(holder, 'windows') : undefined);
  if (refused) return { ok: false, problems: [refused] };
  const heard = await heardSoFar(host, running.value);
  begun(holder);
  const over = new AbortController();
  const following = followBuild(host, running.value, heard.take, AbortSignal.any([enough, over.signal]));
  const isAsked = await ask(host, running.value, { heard, times: now ? 2 : 1, gone: signalOf(following) });
  if (!isAsked) over.abort();
  const end = await following;
  if (!isAsked) return { ok: false, problems: [outOfReach(holder, 'unproven')] };
  const kept = await keptWork(host, layout);
  return { ok: true, value: { holder, end, kept, ...(heard.summary && { summary: heard.summary }) } };
}

function signalOf(ending: Promise<unknown>): AbortSignal {
  const ended = new AbortController();
  const abort = (): void => ended.abort();
  void ending.then(abort, abort);
  return ended.signal;
}

/** So many times in all, each once the one before has been heard: two signals on top of each other would be one. False where it may not be signalled. */
async function ask(
  host: Host,
  build: RunningBuild,
  { heard, times, gone }: { readonly heard: Heard; readonly times: number; readonly gone: AbortSignal },
): Promise<boolean> {
  for (let next = heard.times; next < times; next++) {
    while (heard.times < next && !gone.aborted) await host.clock.wait(LOOK_MS, gone);
    if (gone.aborted) return true;
    const sent = await host.lock.interrupt(build.layout.lock, build.holder);
    if (sent === 'unproven' && (await isRunning(host, build))) return false;
  }
  return true;
}

interface Heard {
  /** How often the build was asked to stop. */
  times: number;
  summary?: RunSummary;
  readonly take: (event: Event) => void;
}

async function heardSoFar({ files }: Host, { record }: RunningBuild): Promise<Heard> {
  const heard: Heard = {
    times: 0,
    take(event) {
      if (event.t === 'stopping') heard.times = event.times;
      if (event.t === 'run-ended') heard.summary = event.summary;
    },
  };
  for (const text of ((await files.readText(record)) ?? '').split('\n')) {
    const line = text === '' ? undefined : readRecordLine(text);
    if (line !== undefined && 't' in line) heard.take(line);
  }
  return heard;
}
