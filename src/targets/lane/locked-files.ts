import type { LockedFile } from '../../model/role.ts';
import type { Build } from '../run/build.ts';

/** A commit of a lane, and the ground it is to be seen on. */
interface Ground {
  readonly commit: string;
  readonly base: string;
}

/**
 * Of locked files those that a commit has otherwise than the test-writer left them, with what they should be: where the lane's
 * ground moved since, its edit of the same file is merged in, and is nobody's here.
 */
export async function lockedDiffering(
  build: Build,
  { commit, base }: Ground,
  locked: readonly LockedFile[],
): Promise<readonly LockedFile[]> {
  if (locked.length === 0) return [];
  const { host, project } = build;
  const now = await host.git.files(project.repository.top, commit);
  const others = locked.filter(({ path: name, blob }) => (now.get(name)?.blob ?? '') !== blob);
  const moved = await Promise.all(others.map((one) => onGround(build, one, base)));
  return moved.filter(({ path: name, blob }) => (now.get(name)?.blob ?? '') !== blob);
}

/** The tree of a lane's commit with the ground it stands on now merged in; of one that does not merge, the commit as it is. */
export async function treeOnGround({ host, project }: Build, { commit, base }: Ground): Promise<string> {
  const { top } = project.repository;
  if ((await host.git.commitOf(top, commit)) === undefined || (await host.git.isAncestor(top, base, commit))) return commit;
  const merged = await host.merger(top).mergeTree(base, commit);
  return merged.clean ? merged.tree : commit;
}

async function onGround(build: Build, one: LockedFile, base: string): Promise<LockedFile> {
  if (one.commit === undefined) return one;
  const { host, project } = build;
  const left = await host.git.files(project.repository.top, await treeOnGround(build, { commit: one.commit, base }), [one.path]);
  return { ...one, blob: left.get(one.path)?.blob ?? '' };
}
