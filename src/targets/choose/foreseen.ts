import type { Host, RadarLane } from '../../host/host.ts';
import { betweenStories, type ForeseenConflict } from '../../model/foreseen.ts';
import type { StepOutputs } from '../../model/record.ts';
import { subtaskLane } from '../../model/subtask-lane.ts';
import { storyState } from '../../record/fold.ts';
import { heldFiles, type HeldFiles } from './held-files.ts';
import { intoOf } from '../lane/keep-work.ts';
import type { Survey } from './intent.ts';
import { startCommit } from '../project/project.ts';

/** Lanes with work, in flight or standing, that would not merge with each other as they are now. Looks only. */
export async function foreseen(host: Host, survey: Survey, building: boolean): Promise<readonly ForeseenConflict[]> {
  const { project } = survey;
  const { top } = project.repository;
  const lanes = heldFiles(survey, building).flatMap((held) => lanesOf(survey, held));
  const commits = lanes.flatMap((lane) => ('commit' in lane ? [lane.commit] : []));
  if (lanes.length < 2) return [];
  const there = await host.git.commitsAmong(top, commits);
  const sound = lanes.filter((lane) => !('commit' in lane) || there.has(lane.commit));
  const found = await host.git.foretell(top, { lanes: sound, onto: startCommit(project) }).catch(() => []);
  return betweenStories(found);
}

/** Of a story that is in parts and not brought together yet, each that has something; else its own. */
function lanesOf(survey: Survey, { story, state }: HeldFiles): readonly RadarLane[] {
  const { stories } = survey.project.store.state;
  const names = stories.get(story.id)?.steps.implement ? [] : story.subtasks.map(({ id }) => subtaskLane(story.id, id));
  const parts = names.flatMap((name) =>
    laneOf(survey, name, state === 'running' && stories.get(name)?.unfinished === 'implement'),
  );
  if (parts.length > 0) return parts;
  const own = storyState(survey.project.store.state, story.id);
  return laneOf(survey, story.id, state === 'running' && (own.unfinished === 'implement' || own.steps.implement === undefined));
}

function laneOf({ project }: Survey, name: string, isAtWork: boolean): RadarLane[] {
  const own = storyState(project.store.state, name);
  const place = own.steps.worktree?.output;
  if (isAtWork)
    return place && place.path !== project.store.layout.checkout
      ? [{ name, worktree: place.path, base: place.base, leaveOut: place.copied ?? [], ...intoOf({ project }) }]
      : [];
  if (own.steps.implement) return [{ name, ...commitAndBase(own.steps.implement.output) }];
  const commit = own.checkpoint?.commit ?? own.work;
  return commit === undefined ? [] : [{ name, commit }];
}

function commitAndBase({ commit, base }: StepOutputs['implement']): { readonly commit: string; readonly base: string } {
  return { commit, base };
}
