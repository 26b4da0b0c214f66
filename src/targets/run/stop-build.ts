import type { Holder, Host } from '../../host/host.ts';
import type { OutOfReach } from '../../model/build-problem.ts';
import type { Event, RunSummary } from '../../model/event.ts';
import type { Kept } from '../../model/kept.ts';
import { readRecordLine } from '../../record/build-record.ts';
import { notAPerson } from '../project/as-person.ts';
import type { Got } from '../project/read-project.ts';
import { followBuild, type FollowEnd } from './follow-build.ts';
import { keptWork, type Decided } from './kept-work.ts';
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
  /** `isStopping`: its record says that it was asked already, and it is not asked again. */
  readonly begun: (holder: Holder, isStopping: boolean) => void;
  readonly decided: Decided;
}

const LOOK_MS = 50;
/** A build hears a signal at once. That it says so is waited for no longer: what stands in its record others can write too. */
const HEARD_MS = 1_000;

/**
 * Does to the running build what one ctrl-C in its terminal does, with `now` what two do, and comes back when it has ended. One that
 * says that it is stopping is not asked a second time for the same; with `now` it is asked twice whatever it says.
 */
export async function stopRunning(host: Host, { now, enough, begun, decided }: Asked): Promise<Got<Stopped>> {
  const running = await runningBuild(host);
  if (!running.ok) return running;
  const { layout, holder } = running.value;
  const refused = notAPerson(host) ?? (host.machine.platform === 'win32' ? outOfReach(holder, 'windows') : undefined);
  if (refused) return { ok: false, problems: [refused] };
  const said = await timesSaid(host, running.value);
  const isStopping = !now && said > 0;
  begun(holder, isStopping);
  const over = new AbortController();
  const heard = newHeard();
  const following = followBuild(host, running.value, heard.take, AbortSignal.any([enough, over.signal]));
  const asking = { hasSaid: () => heard.times > said, gone: signalOf(following) };
  const failed = isStopping ? undefined : await ask(host, running.value, { ...asking, times: now ? 2 : 1 });
  if (failed) over.abort();
  const end = await following;
  if (failed) return { ok: false, problems: [outOfReach(holder, failed)] };
  const kept = end.how === 'left' ? [] : await keptWork(host, layout, { stories: heard.stories, decided });
  return { ok: true, value: { holder, end, kept, ...(heard.summary && { summary: heard.summary }) } };
}

function signalOf(ending: Promise<unknown>): AbortSignal {
  const ended = new AbortController();
  const abort = (): void => ended.abort();
  void ending.then(abort, abort);
  return ended.signal;
}

interface Asking {
  readonly times: number;
  /** It has said that it is stopping since it was asked first. */
  readonly hasSaid: () => boolean;
  readonly gone: AbortSignal;
}

/** Two signals on top of each other would be one: between them there is its word, or time. Gives why it may not be signalled. */
async function ask(host: Host, build: RunningBuild, { times, hasSaid, gone }: Asking): Promise<OutOfReach | undefined> {
  const { clock, lock } = host;
  for (let sent = 0; sent < times && !gone.aborted; sent++) {
    const until = clock.monotonicMs() + HEARD_MS;
    while (sent > 0 && !hasSaid() && !gone.aborted && clock.monotonicMs() < until) await clock.wait(LOOK_MS, gone);
    if (gone.aborted) return undefined;
    const came = await lock.interrupt(build.layout.lock, build.holder);
    if (came !== 'sent' && came !== 'gone' && (await isRunning(host, build))) return came;
  }
  return undefined;
}

interface Heard {
  /** How often it said that it is stopping. */
  times: number;
  summary?: RunSummary;
  /** Those that its run was to do. */
  readonly stories: Set<string>;
  readonly take: (event: Event) => void;
}

function newHeard(): Heard {
  const heard: Heard = {
    times: 0,
    stories: new Set(),
    take(event) {
      if (event.t === 'stopping') heard.times++;
      if (event.t === 'run-started' || event.t === 'replanned') namesIn(event.stories).forEach((id) => heard.stories.add(id));
      if (event.t === 'run-ended') heard.summary = event.summary;
    },
  };
  return heard;
}

/** Of a line that others may have put into the record. */
function namesIn(stories: unknown): readonly string[] {
  const named = Array.isArray(stories) ? (stories as readonly ({ readonly id?: unknown } | null)[]) : [];
  return named.flatMap((one) => (typeof one?.id === 'string' ? [one.id] : []));
}

async function timesSaid({ files }: Host, { record }: RunningBuild): Promise<number> {
  const lines = ((await files.readText(record)) ?? '').split('\n').map(readRecordLine);
  return lines.filter((line) => line !== undefined && 't' in line && line.t === 'stopping').length;
}
