import type { Host } from '../host/host.ts';
import type { Finding } from '../model/problem.ts';
import path from 'node:path';
import { storyState } from '../record/fold.ts';
import { decide, type Decisions } from '../stale/decide.ts';
import { holding } from './check-project.ts';
import { gatesFor } from './gate.ts';
import type { MeasuredStory } from './measure-stories.ts';
import type { Project } from './project.ts';

/** DECIDE: for every story, which of its targets are fresh, stale or held, and why. */
export async function decideStories(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, Decisions>> {
  const there = new Set<string>();
  for (const id of project.laneTips.keys()) {
    if (await host.files.exists(path.join(project.store.layout.lanes, id, '.git'))) there.add(id);
  }
  return new Map(
    [...measured].map(([id, one]) => [
      id,
      decideOne(project, one, { problems: holding(findings, one), laneThere: there.has(id) }),
    ]),
  );
}

function decideOne(project: Project, one: MeasuredStory, seen: { problems: number; laneThere: boolean }): Decisions {
  const { story } = one;
  const integrated = project.landings.get(story.id);
  const laneTip = project.laneTips.get(story.id);
  const over = one.over && one.over.ceiling + one.over.base - one.over.hard;
  return decide({
    ...seen,
    status: story.status,
    what: one.what,
    implement: one.implementParts,
    budget: one.budgetParts,
    gates: gatesFor(project.gates, story),
    scope: story.files,
    last: storyState(project.store.state, story.id),
    maxAttempts: project.config.retries,
    ...(integrated ? { integrated } : {}),
    ...(laneTip === undefined ? {} : { laneTip }),
    ...(over === undefined ? {} : { overZoneTokens: over }),
  });
}
