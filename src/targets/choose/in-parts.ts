import type { Forecast } from '../../model/budget.ts';
import type { InPart, InParts } from '../../model/in-parts.ts';
import type { PlannedStory } from '../../plan/plan.ts';
import { separable } from '../../plan/separable.ts';
import { rehearse } from '../../run/rehearse.ts';
import { subtaskFloor } from '../sizes/subtasks.ts';
import type { Intent } from './intent.ts';

/** Below so many files that can be changed apart there is nothing to divide. */
const LEAST_FILES = 3;
/** A story that is done sooner, and fits, is not worth dividing: seed J, 'Intra-story parallelism'. */
const LEAST_MS = 5 * 60_000;

type Row = PlannedStory & { readonly forecast: Forecast };

/** The stories of an intent that are worked on in parts, and those that would gain by it, each with both sums. */
export function inParts({ jobs, survey: { plan, project } }: Intent, lanes: number): readonly InParts[] {
  const paid = new Set(jobs.filter(({ steps }) => steps.includes('implement')).map(({ story }) => story));
  return plan.stories.filter(isForecast).flatMap((row): readonly InParts[] => {
    if (!paid.has(row.story.id)) return [];
    if (row.subtasks !== undefined) return [asWritten(row, row.subtasks, lanes)];
    const isWhole = row.story.subtasks.length > 0 || project.config.roles.length > 0;
    return isWhole ? [] : couldBe(row, lanes);
  });
}

function isForecast(row: PlannedStory): row is Row {
  return row.forecast !== undefined;
}

function asWritten(row: Row, subtasks: NonNullable<PlannedStory['subtasks']>, lanes: number): InParts {
  const left = subtasks.filter(({ isDone }) => !isDone);
  const floors = left.map(({ forecast }) => forecast.floorTokens);
  const parts = left.map(({ subtask: { id, files }, needs }): InPart => ({
    name: id,
    files,
    after: needs.filter((need) => left.some(({ subtask }) => subtask.id === need)),
  }));
  return { ...sums(row, { parts, floors, of: subtasks.length }, lanes), how: 'card' };
}

/** More sessions than lanes would pay more bases and save no time. */
function couldBe(row: Row, lanes: number): readonly InParts[] {
  const { story, forecast, floor } = row;
  const groups = separable(story.files);
  const count = Math.min(groups.length, lanes);
  if (groups.length < LEAST_FILES || count < 2 || floor === undefined) return [];
  if (forecast.verdict === 'fits' && forecast.pace.durationMs < LEAST_MS) return [];
  const dealt = Array.from({ length: count }, (_, at) => groups.filter((_group, index) => index % count === at).flat());
  const parts = dealt.map((files, at): InPart => ({ name: String(at + 1), files, after: [] }));
  const subtasks = parts.map(({ name, files }) => ({ id: name, title: name, files, dependsOn: [] }));
  const floors = subtasks.map((own) => forecast.kappa * subtaskFloor({ ...story, subtasks }, own, floor).tokens);
  const could = sums(row, { parts, floors, of: count }, lanes);
  const dearer = (could.tokens - could.inOneTokens) / could.inOneTokens;
  const sooner = (could.inOneMs - could.durationMs) / could.inOneMs;
  return dearer < sooner ? [{ ...could, how: 'could' }] : [];
}

/** The work, and the time it takes, are taken to be the same for each of the `of` parts. */
function sums(
  { story, forecast }: Row,
  { parts, floors, of }: { readonly parts: readonly InPart[]; readonly floors: readonly number[]; readonly of: number },
  lanes: number,
): Omit<InParts, 'how'> {
  const { baseTokens, floorTokens, workingP50Tokens, pace } = forecast;
  const share = parts.length / of;
  const played = parts.map(({ name, after }, index) => ({
    story: name,
    dependsOn: after,
    pathTokens: 0,
    priority: 0,
    place: index + 1,
    durationMs: Math.round(pace.durationMs / of),
  }));
  return {
    story: story.id,
    parts,
    of,
    tokens: Math.round(floors.reduce((sum, floor) => sum + baseTokens + floor, 0) + share * workingP50Tokens),
    inOneTokens: baseTokens + floorTokens + workingP50Tokens,
    durationMs: rehearse(played, { agents: lanes, clash: () => false }),
    inOneMs: pace.durationMs,
  };
}
