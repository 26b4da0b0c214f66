import { filesClash } from '../plan/apart.ts';
import { execute, type StepEnd } from '../run/execute.ts';
import { newSchedule, standing, type Limits, type Schedule, type Start } from '../run/schedule.ts';
import type { Build } from './build.ts';
import { graded } from './check-project.ts';
import type { BuildRequest, Intent } from './intent.ts';
import { hasBootstrap } from './readiness.ts';
import { targetRunner } from './run-target.ts';

export type Standing = ReturnType<typeof standing>;

/** RUN: the stale targets of what was asked for, side by side where the plan allows; gives how every story stands at the end. */
export async function runJobs(build: Build, asked: { intent: Intent; request: BuildRequest }): Promise<Standing> {
  const { intent, request } = asked;
  const { project } = build;
  const integrated = new Set(
    intent.survey.plan.stories
      .filter(({ decisions }) => decisions.integrate.reason.code === 'integrated')
      .map(({ story }) => story.id),
  );
  // A card that is gone but whose work is on the branch still satisfies those that need it.
  for (const story of project.landings.keys()) if (!intent.survey.measured.has(story)) integrated.add(story);
  const kill = new AbortController();
  const stoppable = { ...build, interrupted: AbortSignal.any([build.interrupted, kill.signal]) };
  const runTarget = staggered(stoppable, targetRunner(stoppable, intent.survey.measured, graded));
  const run = async (start: Start): Promise<StepEnd> => {
    const end = await runTarget(start);
    if (end.end === 'failed' && request.killOnFailure === true) kill.abort();
    return end;
  };
  const schedule = newSchedule(intent.jobs, integrated, await limits(build, request));
  const ended = await execute(schedule, {
    run,
    waiting: (story, on) => build.tell({ t: 'waiting', story, for: on.for, ...('on' in on ? { on: on.on } : {}) }),
    interrupted: stoppable.interrupted,
    stopAll: build.stopAll,
  });
  return standing(ended satisfies Schedule);
}

/** Agents are started one after another, `parallel.stagger` apart: providers turn away a crowd at the door. */
function staggered(build: Build, run: (start: Start) => Promise<StepEnd>): (start: Start) => Promise<StepEnd> {
  const { clock } = build.host;
  let nextMs = -Infinity;
  return async (start) => {
    if (start.step === 'implement') {
      const waitMs = Math.max(0, nextMs - clock.monotonicMs());
      nextMs = clock.monotonicMs() + waitMs + build.project.config.parallel.staggerMs;
      if (waitMs > 0) await clock.wait(waitMs, build.interrupted);
      if (build.interrupted.aborted) return { end: 'interrupted' };
    }
    return run(start);
  };
}

async function limits(build: Build, request: BuildRequest): Promise<Limits> {
  const { host, project } = build;
  const { parallel } = project.config;
  const files = new Map(project.stories.map((story) => [story.id, story]));
  const asked = request.jobs ?? parallel.jobs;
  const alone = asked > 1 && !(await hasBootstrap(host, project));
  if (alone) build.tell({ t: 'problem', finding: graded({ reason: 'no-bootstrap' }) });
  return {
    agents: alone ? 1 : asked,
    gates: Math.max(1, host.machine.cpus),
    keepGoing: request.keepGoing,
    clash: (a, b) => parallel.conflicts === 'sequential' && filesClash(files.get(a)!, files.get(b)!) !== undefined,
  };
}
