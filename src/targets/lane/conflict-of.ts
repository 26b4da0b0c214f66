import { boundedHunks, hasMarkers, type BriefConflict } from '../../agents/conflict-brief.ts';
import type { Config } from '../../model/config.ts';
import type { StepOutputs, StoryState } from '../../model/record.ts';
import { conflictsOf, triesOf } from '../../model/tries.ts';
import { storyState } from '../../record/fold.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { othersIn } from '../waves/clashes.ts';
import { renamedBy } from '../waves/renames.ts';

/** Its last try ended in a conflict: the first of them is rebased, once. Roles all begin again: what each left is another's ground. */
export function rungNow(state: StoryState, key: string, { roles }: Pick<Config, 'roles'>): 'rebase' | 'again' | undefined {
  if (triesOf(state, key).at(-1)?.problem.reason !== 'merge-conflict') return undefined;
  return conflictsOf(state, key) === 1 && roles.length === 0 ? 'rebase' : 'again';
}

/** The conflict that a session is to do something about, made anew from the work that stands; undefined where it merges by now. */
export async function conflictOf(
  { host, project }: Build,
  lane: Pick<Lane, 'story' | 'key'>,
  place: Pick<StepOutputs['worktree'], 'base'>,
): Promise<BriefConflict | undefined> {
  const { top } = project.repository;
  const { git } = host;
  const state = storyState(project.store.state, lane.story.id);
  const how = rungNow(state, lane.key, project.config);
  const { work } = state;
  if (how === undefined || work === undefined || (await git.commitOf(top, work)) === undefined) return undefined;
  const merged = await host.merger(top).mergeTree(place.base, work);
  if (merged.clean) return undefined;
  const base = (await git.commitOf(top, `${work}^1`)) ?? work;
  const others = await othersIn(host, project, { base, onto: place.base, paths: merged.conflicts });
  const renamed = await renamedBy(host, top, others, merged.conflicts);
  const titles = new Map(project.stories.map(({ id, title }) => [id, title]));
  return {
    how,
    title: lane.story.title,
    paths: merged.conflicts,
    others: others.map(({ story }) => ({ story, title: titles.get(story) ?? story })),
    ...renamed,
    hunks: boundedHunks(await textsOf({ host, project }, merged.tree, merged.conflicts)),
  };
}

/** Work that was to be rebased, and still holds git's markers: no gate need look at it. */
export async function markersLeft(
  build: Build,
  lane: Pick<Lane, 'story' | 'key'>,
  work: StepOutputs['implement'],
): Promise<StepResult<'gate'> | undefined> {
  const tries = triesOf(storyState(build.project.store.state, lane.story.id), lane.key);
  const problems = tries.map(({ problem }) => problem);
  const paths = problems.flatMap((problem) => (problem.reason === 'merge-conflict' ? problem.paths : []));
  if (paths.length === 0) return undefined;
  const texts = await textsOf(build, work.commit, [...new Set(paths)]);
  const left = texts.filter(({ text }) => hasMarkers(text)).map(({ path }) => path);
  if (left.length === 0) return undefined;
  return failed(
    { reason: 'markers-left', story: lane.story.id, paths: left },
    { retry: true, failure: `Conflict markers are left in: ${left.join(', ')}. Bring both sides together and remove them.` },
  );
}

async function textsOf(
  { host, project }: Pick<Build, 'host' | 'project'>,
  tree: string,
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const { top } = project.repository;
  const entries = [...(await host.git.files(top, tree, paths))].filter(([, { mode }]) => mode.startsWith('100'));
  const blobs = await host.git.blobs(
    top,
    entries.map(([, { blob }]) => blob),
  );
  return entries.map(([path, { blob }]) => ({ path, text: Buffer.from(blobs.get(blob) ?? []).toString() }));
}
