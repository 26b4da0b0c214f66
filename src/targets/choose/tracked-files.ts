import type { Host } from '../../host/host.ts';
import type { IsFile } from '../../plan/scope.ts';
import { startCommit, type Project } from '../project/project.ts';

const SUBMODULE = '160000';

/** Which paths are files in the commit that lanes start from; a submodule is a folder. */
export async function trackedFiles({ git }: Pick<Host, 'git'>, project: Project): Promise<IsFile> {
  const tree = await git.files(project.repository.top, startCommit(project));
  return (path) => (tree.get(path)?.mode ?? SUBMODULE) !== SUBMODULE;
}
