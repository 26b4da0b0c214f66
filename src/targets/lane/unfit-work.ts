import type { StepOutputs } from '../../model/record.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { markedIn } from './markers.ts';

type Work = Pick<StepOutputs['implement'], 'base' | 'commit'> & { readonly paths: readonly string[] };

/** Work that no gate need look at: with markers of a conflict in it, a repository whose files git did not take in, or two files where some systems hold one. */
export async function unfitWork(
  build: Build,
  lane: Lane,
  work: StepOutputs['implement'],
): Promise<StepResult<'gate'> | undefined> {
  if (!work.changed) return undefined;
  const { base, commit } = work;
  const paths = await build.host.git.changedPaths(build.project.repository.top, base, commit);
  const touched = { base, commit, paths };
  return (
    (await markersLeft(build, lane, touched)) ?? (await repositoryWithin(build, lane, touched)) ?? caseTwins(build, lane, touched)
  );
}

/** Whatever tries there were: new ones may have been given to work that was rebased in vain. */
async function markersLeft({ host, project }: Build, { story }: Lane, work: Work): Promise<StepResult<'gate'> | undefined> {
  const { top } = project.repository;
  const paths = await markedIn({ host, top }, { ...work, allowed: story.allowProtected });
  if (paths.length === 0) return undefined;
  return failed(
    { reason: 'markers-left', story: story.id, paths },
    { retry: true, failure: `Conflict markers are left in: ${paths.join(', ')}. Bring both sides together and remove them.` },
  );
}

/** Git takes in no more than the name of its commit: landed, its files would be nowhere. One that stood there before may move on. */
async function repositoryWithin(
  { host, project }: Build,
  { story }: Lane,
  { base, commit, paths: touched }: Work,
): Promise<StepResult<'gate'> | undefined> {
  const { git } = host;
  const { top } = project.repository;
  const within = [...(await git.files(top, commit, touched))].filter(([, { mode }]) => mode === REPOSITORY).map(([path]) => path);
  if (within.length === 0) return undefined;
  const before = await git.files(top, base, within);
  const paths = within.filter((path) => before.get(path)?.mode !== REPOSITORY);
  if (paths.length === 0) return undefined;
  return failed(
    { reason: 'repository-within', story: story.id, paths },
    {
      retry: true,
      failure: `These folders are repositories of their own, and git takes in no file of theirs: ${paths.join(', ')}. Leave plain files, or none.`,
    },
  );
}

const REPOSITORY = '160000';

/** Whatever stood on the base together may go on so. */
async function caseTwins(
  { host: { git }, project }: Build,
  { story }: Lane,
  { base, commit, paths }: Work,
): Promise<StepResult<'gate'> | undefined> {
  const { top } = project.repository;
  const before = await git.files(top, base, paths);
  const there = await git.files(
    top,
    commit,
    paths.filter((path) => !before.has(path)),
  );
  if (there.size === 0) return undefined;
  const byLower = Map.groupBy((await git.files(top, commit)).keys(), (path) => path.toLowerCase());
  const twins = [...there.keys()].flatMap((path) => {
    const beside = byLower.get(path.toLowerCase())?.find((one) => one !== path);
    return beside === undefined ? [] : [{ path, beside }];
  });
  if (twins.length === 0) return undefined;
  const names = twins.map(({ path, beside }) => `${path} (beside ${beside})`).join(', ');
  return failed(
    { reason: 'case-twins', story: story.id, twins },
    { retry: true, failure: `These files differ from others in case alone, and no macOS or Windows holds both: ${names}.` },
  );
}
