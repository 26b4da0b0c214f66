import type { State } from '../../model/record.ts';
import type { Step } from '../../model/target.ts';
import type { PlannedStory } from '../../plan/plan.ts';

export type Standing = 'needs you' | 'running' | 'to do' | 'taken as done' | 'integrated';

/** How a story stands, and the step it is at where a build is running. */
export function standingOf(
  { story, decisions }: PlannedStory,
  state: State,
  building: boolean,
): { readonly standing: Standing; readonly step?: Step } {
  const step = building ? stepUnderWay(state, story.id) : undefined;
  if (step !== undefined) return { standing: 'running', step };
  const { integrate, implement } = decisions;
  // Whoever is needed is needed for the other story.
  if (integrate.reason.code === 'waits-for' && integrate.reason.held !== undefined) return { standing: 'to do' };
  const fresh =
    (integrate.state === 'stale' ? implement : integrate).reason.code === 'taken-as-done' ? 'taken as done' : 'integrated';
  return { standing: ({ fresh, stale: 'to do', held: 'needs you' } as const)[integrate.state] };
}

/** The step that the run now under way is at; what an earlier one left unfinished was interrupted. */
function stepUnderWay({ stories, lastRun }: State, id: string): Step | undefined {
  const story = stories.get(id);
  return lastRun !== undefined && story?.unfinishedRun === lastRun.run ? story.unfinished : undefined;
}
