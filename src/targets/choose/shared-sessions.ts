import { packed } from '../../budget/packing.ts';
import type { Forecast } from '../../model/budget.ts';
import type { Story } from '../../model/card.ts';
import type { Job } from '../../model/job.ts';
import type { Alone } from '../../model/parallel.ts';
import { filesClash } from '../../plan/apart.ts';
import { storyState } from '../../record/fold.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Survey } from './intent.ts';

/** A story that an agent is to implement. */
export interface Candidate {
  readonly id: string;
  /** As the config names it. */
  readonly agent: string;
  readonly story: Story;
  readonly job: Job;
  readonly forecast: Forecast;
  /** Why it keeps a session of its own, whatever the sums say. */
  readonly alone?: Alone['because'];
}

/** In the order of integration. */
export function candidates({ plan, measured, project }: Survey, jobs: readonly Job[]): readonly Candidate[] {
  const tried = new Set(project.store.state.sessions.map(({ story, key }) => `${story} ${key}`));
  const paid = new Map(jobs.filter(({ steps }) => steps.includes('implement')).map((job) => [job.story, job]));
  return plan.stories.flatMap(({ story, agent }): Candidate[] => {
    const [job, one] = [paid.get(story.id), measured.get(story.id)];
    if (job === undefined || one?.forecast === undefined) return [];
    const alone = tried.has(`${story.id} ${one.key}`) ? 'begun' : aloneBecause(project, one);
    return [{ id: story.id, agent, story, job, forecast: one.forecast, ...(alone ? { alone } : {}) }];
  });
}

/** Sessions in the order of integration: each of one story, or of several that fit it together. */
export function sessionsOf(all: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const open = new Set(all.map(({ id }) => id));
  return packed(all, (a, b) => mayShare(a, b, open));
}

/** Where the config wants small stories packed: the jobs of each session know with whom they share it. */
export function packedJobs(survey: Survey, jobs: readonly Job[]): readonly Job[] {
  if (survey.project.config.parallel.sessions !== 'packed') return jobs;
  const shared = sessionsOf(candidates(survey, jobs)).filter(({ length }) => length > 1);
  const sharesOf = new Map(shared.flatMap((session) => session.map(({ id }) => [id, session.map((one) => one.id)] as const)));
  return jobs.map((job) => {
    const shares = sharesOf.get(job.story);
    return shares === undefined ? job : { ...job, shares };
  });
}

/** What was tried already goes on where it is; only a whole session can be one of several. */
function aloneBecause({ config, store }: Survey['project'], { story, adapter }: MeasuredStory): Alone['because'] | undefined {
  if (config.roles.length > 0) return 'roles';
  if (story.subtasks.length > 0) return 'subtasks';
  if (config.isolation === 'clone') return 'clone';
  if (config.parallel.mode === 'shared') return 'checkout';
  if (!adapter.caps.resume) return 'agent';
  if (story.files.length === 0) return 'files-unknown';
  const { checkpoint, work, parked, unfinished } = storyState(store.state, story.id);
  return (checkpoint ?? work ?? parked) === undefined && unfinished !== 'implement' ? undefined : 'begun';
}

/** One worktree, a commit each that stands alone: so they touch different files, and neither has to land before the other. */
function mayShare(a: Candidate, b: Candidate, open: ReadonlySet<string>): boolean {
  if (a.alone !== undefined || b.alone !== undefined) return false;
  const needs = ({ job }: Candidate): string =>
    job.dependsOn
      .filter((need) => open.has(need))
      .sort()
      .join();
  return needs(a) === needs(b) && filesClash(a.story, b.story) === undefined;
}
