import type { Host } from '../host/host.ts';
import type { Finding } from '../model/problem.ts';
import type { Decision } from '../model/target.ts';
import path from 'node:path';
import { storyState } from '../record/fold.ts';
import { decide, type Decisions } from '../stale/decide.ts';
import { holding } from './check-project.ts';
import { gatesFor } from './gates-for.ts';
import type { MeasuredStory } from './measure-stories.ts';
import type { Project } from './project.ts';

/** DECIDE: for every story, which of its targets are fresh, stale or held, and why. */
export async function decideStories(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, Decisions>> {
  const decisions = new Map<string, Decisions>();
  const problems = holding(findings);
  const landings = withRenamed(project, measured);
  const known = landings === project.landings ? project : { ...project, landings };
  for (const [id, one] of measured) {
    const lane = hasLane(project, id) ? await laneOf(host, project, id) : { laneThere: false };
    decisions.set(id, decideOne(known, one, { problems: problems(one), ...lane }));
  }
  for (const [id, own] of decisions) decisions.set(id, waiting(own, measured.get(id)!, decisions));
  return decisions;
}

/** A card that is gone and a new one that asks for exactly the same are one story under another name: its landing is the new one's too. */
function withRenamed(project: Project, measured: ReadonlyMap<string, MeasuredStory>): Project['landings'] {
  const gone = new Map<string, { readonly key: string; readonly commit: string }>();
  for (const [id, landing] of project.landings)
    if (!measured.has(id) && !project.unreadable.includes(id)) gone.set(landing.key, landing);
  if (gone.size === 0) return project.landings;
  const landings = new Map(project.landings);
  for (const [id, { key }] of measured) {
    const landing = landings.has(id) ? undefined : gone.get(key);
    if (landing === undefined) continue;
    landings.set(id, landing);
    gone.delete(key);
  }
  return landings;
}

/** Only what is integrated counts for `depends_on`: a person's word puts nothing on the branch that others could start from. */
function waiting(own: Decisions, { story }: MeasuredStory, all: ReadonlyMap<string, Decisions>): Decisions {
  const touched = story.dependsOn.find((need) => all.get(need)?.integrate.reason.code === 'taken-as-done');
  if (touched === undefined || own.integrate.state !== 'stale') return own;
  const held: Decision = { state: 'held', reason: { code: 'waits-for', story: touched } };
  return { ...own, worktree: held, implement: held, gate: held, integrate: held };
}

function hasLane(project: Project, id: string): boolean {
  return project.laneTips.has(id) || storyState(project.store.state, id).steps.implement !== undefined;
}

/** What is left of a story's lane: its worktree, and the commit its journal names, wherever its branch points by now. */
async function laneOf(host: Host, project: Project, id: string): Promise<{ laneThere: boolean; laneTip?: string }> {
  const work = storyState(project.store.state, id).steps.implement?.output.commit;
  const laneThere = await host.files.exists(path.join(project.store.layout.lanes, id, '.git'));
  const laneTip = work === undefined ? undefined : await host.git.commitOf(project.repository.top, work);
  return { laneThere, ...(laneTip === undefined ? {} : { laneTip }) };
}

function decideOne(
  project: Project,
  one: MeasuredStory,
  seen: { problems: number; laneThere: boolean; laneTip?: string },
): Decisions {
  const { story } = one;
  const integrated = project.landings.get(story.id);
  const over = one.over && one.over.ceiling + one.over.base - one.over.hard;
  return decide({
    ...seen,
    status: story.status,
    what: one.what,
    key: one.key,
    implement: one.implementParts,
    budget: one.budgetParts,
    gates: gatesFor(project.gates, story),
    scope: story.files,
    last: storyState(project.store.state, story.id),
    maxAttempts: project.config.retries,
    ...(integrated ? { integrated } : {}),
    ...(one.pretence ? { pretence: one.pretence } : {}),
    ...(over === undefined ? {} : { overZoneTokens: over }),
  });
}
