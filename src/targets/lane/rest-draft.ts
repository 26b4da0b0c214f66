import { readStory } from '../../cards/read-story.ts';
import { restCardText } from '../../cards/rest-card.ts';
import { setBudget } from '../../cards/set-budget.ts';
import { storyState } from '../../record/fold.ts';
import { adrsInScope } from '../project/project.ts';
import type { Build, Lane } from '../run/build.ts';
import { forecastStory } from '../sizes/forecast-story.ts';
import { floorInputs, measureFloor } from '../sizes/measure.ts';
import type { EndedAt } from './unfinished.ts';

/** The draft for the remainder of a card, with the floor it has at the lane's base, and what that is expected to take; without a budget where that cannot be measured. */
export async function restDraft(build: Build, lane: Lane, { place, session }: EndedAt, file: string): Promise<string> {
  const { host, project, tokens } = build;
  const { checkpoint } = storyState(project.store.state, lane.story.id);
  const text = restCardText({ story: lane.story, ...(checkpoint?.key === lane.key ? { told: checkpoint } : {}) });
  const { story } = readStory(file, Buffer.from(text));
  if (story?.budget === undefined) return text;
  const { top } = project.repository;
  const inputs = floorInputs(story, adrsInScope(project, story), await host.git.files(top, place.base), project);
  const { floor } = await measureFloor(host, top, inputs, tokens);
  const expected = forecastStory(project, story, floor, { adapter: lane.adapter, settings: session.settings ?? '' });
  if (expected === undefined) return text;
  const workingTokens = Math.round(expected.workingP80Tokens / expected.kappa);
  return setBudget(text, { model: story.budget.model, floorTokens: floor.tokens, workingTokens });
}
