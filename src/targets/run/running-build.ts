import type { Holder, Host } from '../../host/host.ts';
import type { OutOfReach } from '../../model/build-problem.ts';
import type { Problem } from '../../model/problem.ts';
import { isCutOff } from '../../record/last-run.ts';
import { layoutOf, type Layout } from '../../record/layout.ts';
import { openStore } from '../../record/store.ts';
import { recordFile } from '../../record/build-record.ts';
import { findRepository, type Got } from '../project/read-project.ts';

/** The build that holds the lock, and the file that it tells its events in. */
export interface RunningBuild {
  readonly layout: Layout;
  readonly holder: Holder;
  readonly record: string;
}

const LOOK_MS = 50;
/** From the lock to its record a build reads its journal, and hardly anything else. */
const PATIENCE_MS = 5_000;

/** Goes by git and the lock alone: a config that cannot be read keeps nobody from seeing or stopping what runs. */
export async function runningBuild(host: Host): Promise<Got<RunningBuild>> {
  const found = await findRepository(host);
  if (!found.ok) return found;
  const layout = layoutOf(found.value.commonDir);
  const until = host.clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const holder = await host.lock.holder(layout.lock);
    if (holder === undefined) {
      // Its note may be half written.
      if (!(await host.lock.isHeld(layout.lock))) return no(await noBuild(host, layout));
      if (host.clock.monotonicMs() >= until) return no(outOfReach({ pid: 0, host: '', command: '' }, 'unnamed'));
      await host.clock.wait(LOOK_MS);
      continue;
    }
    if (holder.host !== host.machine.hostname) return no(outOfReach(holder, 'elsewhere'));
    const record = recordFile(layout, holder);
    if (await host.files.exists(record)) return { ok: true, value: { layout, holder, record } };
    if (host.clock.monotonicMs() >= until) return no(outOfReach(holder, 'no-build'));
    await host.clock.wait(LOOK_MS);
  }
}

/**
 * Does it still run? A number that is another process's now is not it. A note that is missing, or cannot be read, says nothing as long
 * as somebody has the lock.
 */
export async function isRunning({ lock }: Pick<Host, 'lock'>, { layout, holder }: RunningBuild): Promise<boolean> {
  const now = await lock.holder(layout.lock);
  if (now === undefined) return lock.isHeld(layout.lock);
  return now.pid === holder.pid && now.startedAt === holder.startedAt;
}

export function outOfReach({ pid, host, command }: Pick<Holder, 'pid' | 'host' | 'command'>, because: OutOfReach): Problem {
  return { reason: 'build-out-of-reach', pid, host, command, because };
}

/** With what the last one left, where that was cut off. */
async function noBuild({ files }: Host, layout: Layout): Promise<Problem> {
  const isThere = await files.exists(layout.folder);
  const opened = isThere ? await openStore(files, layout) : undefined;
  if (opened?.ok !== true) return { reason: 'no-build' };
  const { lastRun, stories, underWay } = opened.store.state;
  if (lastRun === undefined || !isCutOff(lastRun)) return { reason: 'no-build' };
  const left = [...underWay].filter((story) => lastRun.runs.includes(stories.get(story)?.unfinishedRun ?? lastRun.run));
  return { reason: 'no-build', left: { run: lastRun.run, stories: left, isKilled: lastRun.exit === undefined } };
}

function no(problem: Problem): Got<never> {
  return { ok: false, problems: [problem] };
}
