import type { Host, RadarLane } from '../../host/host.ts';
import type { ForeseenConflict } from '../../model/foreseen.ts';
import type { StepOutputs } from '../../model/record.ts';
import { storyState } from '../../record/fold.ts';
import { heldFiles, type HeldFiles } from './held-files.ts';
import { intoOf } from '../lane/keep-work.ts';
import type { Survey } from './intent.ts';
import { startCommit } from '../project/project.ts';

/** Lanes with work, in flight or standing, that would not merge with each other as they are now. Looks only. */
export async function foreseen(host: Host, survey: Survey, building: boolean): Promise<readonly ForeseenConflict[]> {
  const { project } = survey;
  const { top } = project.repository;
  const lanes = heldFiles(survey, building).flatMap((held) => laneOf(survey, held));
  const commits = lanes.flatMap((lane) => ('commit' in lane ? [lane.commit] : []));
  if (lanes.length < 2) return [];
  const there = await host.git.commitsAmong(top, commits);
  const sound = lanes.filter((lane) => !('commit' in lane) || there.has(lane.commit));
  const found = await host.git.foretell(top, { lanes: sound, onto: startCommit(project) }).catch(() => []);
  return found.map(({ lanes: stories, paths }) => ({ stories, paths }));
}

function laneOf({ project }: Survey, { story, state }: HeldFiles): RadarLane[] {
  const own = storyState(project.store.state, story.id);
  const place = own.steps.worktree?.output;
  const isAtWork = state === 'running' && (own.unfinished === 'implement' || own.steps.implement === undefined);
  if (isAtWork)
    return place && place.path !== project.store.layout.checkout
      ? [{ name: story.id, worktree: place.path, base: place.base, leaveOut: place.copied ?? [], ...intoOf({ project }) }]
      : [];
  if (own.steps.implement) return [{ name: story.id, ...commitAndBase(own.steps.implement.output) }];
  const commit = own.checkpoint?.commit ?? own.work;
  return commit === undefined ? [] : [{ name: story.id, commit }];
}

function commitAndBase({ commit, base }: StepOutputs['implement']): { readonly commit: string; readonly base: string } {
  return { commit, base };
}
