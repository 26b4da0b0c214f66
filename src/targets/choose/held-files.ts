import type { Story } from '../../model/card.ts';
import { subtaskLane } from '../../model/subtask-lane.ts';
import type { State, StoryState } from '../../model/record.ts';
import type { PlannedStory } from '../../plan/plan.ts';
import type { Survey } from './intent.ts';

/**
 * A lane that holds its files. `running`: of the build under way; `standing`: it has work that the next build goes on from;
 * `stale`: its build died in the middle, and the next one takes it over.
 */
export interface HeldFiles {
  readonly story: Story;
  readonly state: 'running' | 'standing' | 'stale';
  /** The run that was at it when it was last heard of. */
  readonly run?: string;
}

/** Every lane that holds its files: from its worktree until it is integrated, has used up its attempts, or its card is dropped. */
export function heldFiles({ plan, project }: Pick<Survey, 'plan' | 'project'>, building: boolean): readonly HeldFiles[] {
  const { state } = project.store;
  return plan.stories.flatMap((row): HeldFiles[] => {
    const own = isOver(row) ? undefined : state.stories.get(row.story.id);
    const how = own && holding(own, { lastRun: state.lastRun, building, rests: hasWork(state, row.story) });
    if (how === undefined) return [];
    const run = how === 'running' ? state.lastRun?.run : own?.unfinishedRun;
    return [{ story: row.story, state: how, ...(run === undefined ? {} : { run }) }];
  });
}

/** Lanes of earlier runs that keep their files in the next: not those that cannot go on before another story is integrated. */
export function standingLanes(survey: Pick<Survey, 'plan' | 'project'>, integrated: ReadonlySet<string>): readonly Story[] {
  return heldFiles(survey, false)
    .map(({ story }) => story)
    .filter((story) => hasWork(survey.project.store.state, story) && story.dependsOn.every((need) => integrated.has(need)));
}

function isOver({ story, decisions }: PlannedStory): boolean {
  const { state, reason } = decisions.integrate;
  return state === 'fresh' || reason.code === 'attempts-used' || story.status === 'dropped';
}

function holding(
  own: StoryState,
  { lastRun, building, rests }: { lastRun: State['lastRun']; building: boolean; rests: boolean },
): HeldFiles['state'] | undefined {
  const rest = rests ? 'standing' : undefined;
  if (lastRun === undefined || lastRun.exit !== undefined) return rest;
  const isAtIt = own.unfinishedRun === lastRun.run && own.unfinished !== undefined && own.unfinished !== 'budget-check';
  if (!building) return isAtIt ? 'stale' : rest;
  // Or between two of its steps.
  return isAtIt || (own.steps.worktree?.at ?? -Infinity) >= lastRun.at ? 'running' : rest;
}

/** Of its own lane, or of one of its subtasks'. */
function hasWork({ stories }: Pick<State, 'stories'>, { id, subtasks }: Story): boolean {
  return [id, ...subtasks.map((one) => subtaskLane(id, one.id))].some((lane) => {
    const own = stories.get(lane);
    return own?.work !== undefined || own?.checkpoint !== undefined;
  });
}
