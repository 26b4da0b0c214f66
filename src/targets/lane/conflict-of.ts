import type { BriefConflict } from '../../agents/conflict-brief.ts';
import type { Story } from '../../model/card.ts';
import type { Config } from '../../model/config.ts';
import type { StepOutputs, StoryState } from '../../model/record.ts';
import { conflictsOf, openConflict } from '../../model/tries.ts';
import { storyState } from '../../record/fold.ts';
import type { Build, Lane } from '../run/build.ts';
import { othersIn, othersTold } from '../waves/clashes.ts';
import { renamedBy } from '../waves/renames.ts';
import { hunksOf, markedIn } from './markers.ts';

/** Its last try ended in a conflict: the first of them is rebased, once. One that was rebased in vain begins again, as roles all do: what each left is another's ground. */
export function rungNow(state: StoryState, key: string, { roles }: Pick<Config, 'roles'>): 'rebase' | 'again' | undefined {
  const open = openConflict(state, key);
  if (open === undefined) return undefined;
  return open.markers === undefined && conflictsOf(state, key) === 1 && roles.length === 0 ? 'rebase' : 'again';
}

/** The last try was a rebase in vain, and what stands of the work holds its markers still: nothing of it is gone on from. */
export async function isRebasedInVain(
  { host, project }: Pick<Build, 'host' | 'project'>,
  { story, key }: Pick<Lane, 'story' | 'key'>,
  { base, commit }: { readonly base: string; readonly commit: string },
): Promise<boolean> {
  const { markers: paths = [] } = openConflict(storyState(project.store.state, story.id), key) ?? {};
  const at = { base, commit, paths, allowed: story.allowProtected };
  return (await markedIn({ host, top: project.repository.top }, at)).length > 0;
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
  const titles = new Map(project.stories.map(({ id, title }) => [id, title]));
  const named = (others: readonly { readonly story: string }[]): BriefConflict['others'] =>
    others.map(({ story }) => ({ story, title: titles.get(story) ?? story }));
  const { conflict, markers } = openConflict(state, lane.key)!;
  const common = { how, title: lane.story.title };
  if (markers !== undefined) {
    if (!(await isRebasedInVain({ host, project }, lane, { base: place.base, commit: work }))) return undefined;
    const { paths, renamed } = conflict;
    const others = named(othersTold(project, lane.story.id).map((story) => ({ story })));
    return { ...common, paths, others, ...(renamed && { renamed }), hunks: await hunksOf({ host, top }, work, markers) };
  }
  const merged = await host.merger(top).mergeTree(place.base, work);
  if (merged.clean) return undefined;
  const paths = merged.conflicts;
  const base = (await git.commitOf(top, `${work}^1`)) ?? work;
  const others = await othersIn(host, project, { base, onto: place.base, paths });
  const renamed = await renamedBy(host, top, others, paths);
  return { ...common, paths, others: named(others), ...renamed, hunks: await hunksOf({ host, top }, merged.tree, paths) };
}

/** Files in which markers stand where a session goes on from what is `left`, whatever is known of its tries: a person may have given it new ones. */
export async function markersStanding(
  { host, project }: Build,
  { allowProtected: allowed }: Pick<Story, 'allowProtected'>,
  { base, isAnew, left }: Pick<StepOutputs['worktree'], 'base' | 'isAnew'> & { readonly left: string | undefined },
): Promise<readonly string[]> {
  const { top } = project.repository;
  if (isAnew === true || left === undefined || (await host.git.commitOf(top, left)) === undefined) return [];
  const paths = await host.git.changedPaths(top, base, left);
  return markedIn({ host, top }, { base, commit: left, paths, allowed });
}
