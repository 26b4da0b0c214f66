import type { StoryState } from '../../model/record.ts';
import type { Step } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import { triesOf } from '../../model/tries.ts';
import type { Build, Lane, StepResult } from '../run/build.ts';
import { rolesLeft } from '../sizes/roles.ts';

type Turned = Extract<StepResult, { end: 'turned' }>;

/** One role of a lane has done its part: who is next. */
export function tellTurned({ project, tell, door }: Build, { story, implementParts }: Lane, result: Turned): void {
  const [next] = rolesLeft(project, story.id, implementParts);
  const { role, refused } = result;
  door.passed(story.id);
  tell({ t: 'role', story: story.id, role, next: next?.name ?? '', ...(refused ? { refused } : {}) });
}

/** Sessions are numbered over all runs, those that were killed too, so that no try writes over another's evidence. */
export function sessionFolder(build: Build, story: string, step: Step): string {
  const { state, layout } = build.project.store;
  const { starts } = storyState(state, story);
  return layout.attempt(story, step === 'gate' || step === 'integrate' ? Math.max(1, starts) : starts + 1);
}

/** Tries of this card as it stands that count. */
export function failuresOf(build: Build, lane: Pick<Lane, 'story' | 'key'>): number {
  const state: StoryState = storyState(build.project.store.state, lane.story.id);
  return triesOf(state, lane.key).length;
}
