import type { Story } from '../model/card.ts';
import { filesClash } from '../plan/apart.ts';
import { execute, type StepEnd } from '../run/execute.ts';
import { newSchedule, standing, type Limits, type Schedule, type Standing, type Start } from '../run/schedule.ts';
import type { Build } from './build.ts';
import { graded } from './check-project.ts';
import { flightOf, integratedIn, type Flight } from './flight.ts';
import type { BuildRequest, Edits, Intent } from './intent.ts';
import type { Got } from './read-project.ts';
import { hasBootstrap } from './readiness.ts';
import { targetRunner } from './run-target.ts';

/** How every story stands at the end, and what was wanted by then. */
export interface Ran {
  readonly standing: Standing;
  readonly intent: Intent;
}

interface Asked {
  readonly intent: Intent;
  readonly request: BuildRequest;
  /** Cards may be edited meanwhile: `decide` says what is wanted then. */
  readonly edits?: Edits & { decide(): Promise<Got<Intent>> };
}

/** RUN: the stale targets of what was asked for, side by side where the plan allows. */
export async function runJobs(build: Build, asked: Asked): Promise<Ran> {
  const { intent, request, edits } = asked;
  const kill = new AbortController();
  const stoppable = { ...build, interrupted: AbortSignal.any([build.interrupted, kill.signal]) };
  const flight = flightOf(stoppable, intent, () => edits?.isPending() === true);
  const runTarget = staggered(build, targetRunner(stoppable, graded));
  const run = async (start: Start): Promise<StepEnd> => {
    const end = await flight.run(start, (bench) => runTarget(start, bench));
    if (end.end === 'failed' && request.killOnFailure === true) kill.abort();
    return end;
  };
  const schedule = newSchedule(intent.jobs, integratedIn(intent), await limits(build, request, flight));
  const ended = await execute(schedule, {
    run,
    waiting: (story, on) => build.tell({ t: 'waiting', story, for: on.for, ...('on' in on ? { on: on.on } : {}) }),
    interrupted: stoppable.interrupted,
    stopAll: build.stopAll,
    ...(edits ? { news: () => newsOf(edits, flight) } : {}),
  });
  return { standing: standing(ended satisfies Schedule), intent: flight.intent() };
}

/** The next edit that leaves something to decide by; a config that cannot be read leaves the run as it is. */
async function newsOf(edits: NonNullable<Asked['edits']>, flight: Flight): Promise<(now: Schedule) => Schedule> {
  for (;;) {
    const edit = await edits.next();
    const next = await edits.decide();
    if (next.ok) {
      return (now) => {
        edits.take(edit);
        return flight.take(next.value, now);
      };
    }
    edits.take(edit);
  }
}

/** Agents are started one after another, `parallel.stagger` apart: providers turn away a crowd at the door. */
function staggered(first: Build, run: RunTarget): RunTarget {
  const { clock } = first.host;
  let nextMs = -Infinity;
  return async (start, bench) => {
    const { build } = bench;
    if (start.step === 'implement') {
      const waitMs = Math.max(0, nextMs - clock.monotonicMs());
      nextMs = clock.monotonicMs() + waitMs + build.project.config.parallel.staggerMs;
      if (waitMs > 0) await clock.wait(waitMs, build.interrupted);
      if (build.interrupted.aborted) return { end: 'interrupted' };
    }
    return run(start, bench);
  };
}

type RunTarget = ReturnType<typeof targetRunner>;

async function limits(build: Build, request: BuildRequest, flight: Flight): Promise<Limits> {
  const { host, project } = build;
  const { parallel } = project.config;
  const scopeOf = (id: string): Pick<Story, 'files'> => flight.story(id);
  const asked = request.jobs ?? parallel.jobs;
  const alone = asked > 1 && !(await hasBootstrap(host, project));
  if (alone) build.tell({ t: 'problem', finding: graded({ reason: 'no-bootstrap' }) });
  return {
    agents: alone ? 1 : asked,
    gates: Math.max(1, host.machine.cpus),
    keepGoing: request.keepGoing,
    clash: (a, b) => parallel.conflicts === 'sequential' && filesClash(scopeOf(a), scopeOf(b)) !== undefined,
  };
}
