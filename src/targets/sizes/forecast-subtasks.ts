import type { Floor } from '../../model/budget.ts';
import type { Problem } from '../../model/problem.ts';
import type { PlannedSubtask } from '../../plan/plan.ts';
import { forecastStory, overZone, type Worker } from './forecast-story.ts';
import type { Project } from '../project/project.ts';
import { fansOut, subtaskFloor, subtaskStates, type Card } from './subtasks.ts';

type OverZone = Extract<Problem, { reason: 'over-zone' }>;

/**
 * Each subtask's forecast, in the order in which they are merged, and the first of those left that does not fit; undefined where
 * the story is not, or no longer, worked on in parts.
 */
export function forecastSubtasks(
  project: Project,
  card: Card,
  floor: Floor,
  worker: Worker,
): { readonly subtasks: readonly PlannedSubtask[]; readonly over?: OverZone } | undefined {
  const { story } = card;
  if (!fansOut(project, card)) return undefined;
  const onPart = { ...worker, isPart: true };
  const subtasks: PlannedSubtask[] = [];
  let over: OverZone | undefined;
  for (const { subtask, needs, done } of subtaskStates(project, card)) {
    const own = subtaskFloor(story, subtask, floor);
    const forecast = forecastStory(project, story, own, onPart);
    if (forecast === undefined) return undefined;
    const isDone = done !== undefined;
    subtasks.push({ subtask, needs: needs.map((need) => need.subtask.id), forecast, isDone });
    if (!isDone) over ??= overZone(project, story, { floor: own, forecast }, onPart);
  }
  return { subtasks, ...(over ? { over } : {}) };
}
