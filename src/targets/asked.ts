import type { Host } from '../host/host.ts';
import type { Pretences } from '../stale/decide.ts';
import { selectTargets, type Selection } from '../plan/select.ts';
import type { BuildRequest } from './intent.ts';
import { storiesAmong } from './narrow.ts';
import { pretencesOf } from './pretend.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';

/** How far each story is to be brought, and which are to be taken as stale. */
export interface Asked {
  readonly selection: Selection;
  readonly pretences: Pretences;
}

/** What the person asked for, from the command line and the cards alone: a mistyped name is refused before anything is measured. */
export async function askedFor(host: Host, project: Project, request: BuildRequest): Promise<Got<Asked>> {
  const needs = new Map(project.stories.map((story) => [story.id, story.dependsOn]));
  const among = request.among && (await storiesAmong(host, project, request.among));
  if (among?.ok === false) return among;
  const { selection, problems } = selectTargets(request.targets, needs, among?.value);
  if (problems.length > 0) return { ok: false, problems };
  const pretences = await pretencesOf(host, project, request, selection.keys());
  return pretences.ok ? { ok: true, value: { selection, pretences: pretences.value } } : pretences;
}
