import type { Job } from '../../model/job.ts';
import { inTurn } from '../../plan/in-turn.ts';
import { plannedJobs } from '../../plan/jobs.ts';
import type { Selection } from '../../plan/select.ts';
import { storyState } from '../../record/fold.ts';
import type { Survey } from './intent.ts';
import { packedJobs } from './shared-sessions.ts';

/** The jobs of a run: as planned, and behind those that a person had go first. */
export function wantedJobs(survey: Survey, selection: Selection): readonly Job[] {
  const { plan, project, measured } = survey;
  const jobs = inTurn(plannedJobs(plan.stories, selection), (story) => {
    const { after } = storyState(project.store.state, story);
    return after !== undefined && after.key === measured.get(story)?.key ? after.stories : [];
  });
  return packedJobs(survey, jobs);
}
