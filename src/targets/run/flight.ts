import type { Story } from '../../model/card.ts';
import type { Job } from '../../model/job.ts';
import type { Parts } from '../../model/target.ts';
import type { StepEnd } from '../../run/execute.ts';
import { replanned } from '../../run/replan.ts';
import { standing, type Schedule, type Start } from '../../run/schedule.ts';
import type { Build } from './build.ts';
import { doomedAmong, endOf, type Lane } from './doomed.ts';
import type { Intent } from '../choose/intent.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';
import { announcedStories } from './announced-stories.ts';
import type { Bench } from './run-target.ts';
import { settle, sunkLane } from './sunk.ts';
import { isWhole, judgedBy, supersededBy } from '../choose/superseded.ts';

/** What a run works from. Where cards may be edited meanwhile, that is another thing after each edit. */
export interface Flight {
  /** The latest intent, with the jobs of all of them. */
  intent(): Intent;
  /** Its card as the run goes by it. */
  story(id: string): Story;
  /** Runs one step from what holds now; an edit that makes it stale cancels it. */
  run(start: Start, step: (bench: Bench) => Promise<StepEnd>): Promise<StepEnd>;
  /** Takes what was decided anew: cancels exactly the lanes that became stale, and gives the schedule without them. */
  take(next: Intent, now: Schedule): Schedule;
}

/** `isPending`: is there an edit that is not part of the run yet? */
export function flightOf(build: Build, first: Intent, isPending: () => boolean = () => false): Flight {
  const lanes = new Map<string, Lane>();
  const cutOff = new Map<string, Parts>();
  const doomed = doomedAmong(build, lanes, isPending);
  let intent = first;
  let { project } = build;

  async function run(start: Start, step: (bench: Bench) => Promise<StepEnd>): Promise<StepEnd> {
    const one = measuredOf(start.story);
    const stopping = new AbortController();
    const lane: Lane = { step: start.step, one, judged: judgedBy(project, one), cancel: stopping, isCancelled: false };
    lanes.set(start.story, lane);
    const before = project.store.state.sessions.length;
    const asked = cutOff.get(start.story);
    const interrupted = AbortSignal.any([build.interrupted, stopping.signal]);
    const end = await step({ build: { ...build, project, interrupted, ...(asked ? { cutOff: asked } : {}) }, lane: one });
    // Interrupted before the edit counted, it is the person's word that ended it.
    if (lane.doom === undefined || (build.interrupted.aborted && !lane.isCancelled)) return end;
    doomed.strike(lane.doom.edit);
    if (start.step === 'implement' && end.end !== 'done') cutOff.set(start.story, one.what);
    settle(build, lane.doom.edit, sunkLane(start, end, project.store.state.sessions.slice(before)));
    return endOf(start, end, { ...lane.doom, isOver: build.interrupted.aborted });
  }

  /** As it is now; as it was when its lane last started, where that is being edited and cannot be read. */
  function measuredOf(story: string): MeasuredStory {
    const before = lanes.get(story)?.one;
    return before !== undefined && !isWhole(intent.survey, story) ? before : (intent.survey.measured.get(story) ?? before)!;
  }

  function take(next: Intent, now: Schedule): Schedule {
    const jobs = next.jobs.filter(({ story }) => lanes.has(story) || isWhole(next.survey, story));
    const found = [...lanes].map(([story, lane]) => [story, supersededBy(lane, next)] as const);
    const changed = new Map(found.flatMap(([story, why]) => (why ? [[story, why] as const] : [])));
    doomed.take(standing(now).running, changed, jobs);
    intent = { ...next, jobs: together(intent.jobs, jobs) };
    project = goingOn(project, next.survey.project);
    const then = replanned(now, { jobs, integrated: integratedIn(next), changed: new Set(changed.keys()) });
    const open = new Set([...standing(then).waiting, ...standing(then).running]);
    build.tell({
      t: 'replanned',
      stories: announcedStories({ ...next, jobs: intent.jobs.filter(({ story }) => open.has(story)) }),
    });
    return then;
  }

  return { intent: () => intent, story: (id) => measuredOf(id).story, run, take };
}

/** Its contracts edited since, what it landed stands all the same. */
const ON_THE_BRANCH: ReadonlySet<string> = new Set(['integrated', 'contract-edited']);

/** Stories that are integrated as they stand, and cards that are gone but whose work is on the branch: who needs them may start. */
export function integratedIn({ survey }: Intent): ReadonlySet<string> {
  const { plan, project, measured } = survey;
  const fresh = plan.stories
    .filter(({ decisions }) => ON_THE_BRANCH.has(decisions.integrate.reason.code))
    .map(({ story }) => story.id);
  return new Set([...fresh, ...[...project.landings.keys()].filter((story) => !measured.has(story))]);
}

/** The project as edited, on the ground that the run stands on: its journal, branches and folders stay those it began with. */
function goingOn(began: Project, now: Project): Project {
  const { store, base, integration, laneTips, repository } = began;
  const { integration: name, worktree } = began.config;
  const parallel = { ...now.config.parallel, mode: began.config.parallel.mode };
  return {
    ...now,
    store,
    base,
    integration,
    laneTips,
    repository,
    config: { ...now.config, integration: name, worktree, parallel },
  };
}

/** Of jobs of the same story the later one. */
function together(before: readonly Job[], after: readonly Job[]): readonly Job[] {
  return [...new Map([...before, ...after].map((job) => [job.story, job])).values()];
}
