import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Pretences } from '../../stale/decide.ts';
import { selectTargets, type Selection } from '../../plan/select.ts';
import { contradictions } from './as-asked.ts';
import type { BuildRequest } from './intent.ts';
import { storiesAmong } from './narrow.ts';
import { pretencesOf } from './pretend.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

/** How far each story is to be brought, and which are to be taken as stale. */
export interface Asked {
  readonly selection: Selection;
  readonly pretences: Pretences;
}

/** What the person asked for, from the command line and the cards alone: a mistyped name is refused before anything is measured. */
export async function askedFor(host: Host, project: Project, request: BuildRequest): Promise<Got<Asked>> {
  const against = contradictions(project, request);
  if (against.length > 0) return { ok: false, problems: against };
  const needs = new Map(project.stories.map((story) => [story.id, story.dependsOn]));
  const among = request.among && (await storiesAmong(host, project, request.among));
  if (among?.ok === false) return among;
  const { selection, problems } = selectTargets(request.targets, needs, among?.value);
  if (problems.length > 0) return { ok: false, problems: problems.flatMap((problem) => whatIsWrong(project, problem)) };
  const pretences = await pretencesOf(host, project, request, selection.keys());
  return pretences.ok ? { ok: true, value: { selection, pretences: pretences.value } } : pretences;
}

/** A card that cannot be read is no target, but it is there: what is wrong with it says more than that. */
function whatIsWrong({ unreadable, problems, config }: Project, problem: Problem): readonly Problem[] {
  const [id = ''] = problem.reason === 'unknown-target' ? problem.name.split(':') : [];
  if (!unreadable.includes(id)) return [problem];
  const file = path.posix.join(config.stories, `${id}.md`);
  const own = problems.filter((one) => 'place' in one && one.place?.file === file);
  return own.length > 0 ? own : [problem];
}
