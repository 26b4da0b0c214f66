import { covers } from '../../plan/scope.ts';
import { storyState } from '../../record/fold.ts';
import { laneBranch } from '../project/project.ts';
import type { Build } from '../run/build.ts';

/** Of a lane in the checkout that lanes share, its own files alone are its work; of any other lane all is. */
export function ownFiles(
  { project, checkout }: Pick<Build, 'project' | 'checkout'>,
  story: string,
  folder: string,
): { readonly only?: (path: string) => boolean } {
  if (folder !== project.store.layout.checkout) return {};
  const files = checkout?.filesOf(story) ?? project.stories.find(({ id }) => id === story)?.files ?? [];
  return { only: (path) => covers(files, path) };
}

/** What a lane's files hold that its branch does not is kept under `refs/xpar/backup/`. False where git could not take it in. */
export async function keepScope(
  build: Build,
  at: { readonly story: string; readonly folder: string; readonly base: string; readonly files: readonly string[] },
): Promise<boolean> {
  const { host, project } = build;
  const { story, folder, files } = at;
  const { top } = project.repository;
  const base = (await host.git.commitOf(top, `refs/heads/${laneBranch(story)}`)) ?? at.base;
  const leaveOut = storyState(project.store.state, story).steps.worktree?.output.copied ?? [];
  const ref = `refs/xpar/backup/${story}/${host.clock.now()}`;
  const message = `${story}: left in the shared checkout\n`;
  try {
    const only = (path: string): boolean => covers(files, path);
    const kept = await host.git.commitWorktree(folder, { base, ref, message, leaveOut, only });
    if (!kept.changed) await host.git.deleteRef(top, ref);
    return true;
  } catch {
    return false;
  }
}

/** Paths that are no lane's are kept as they stand; gives where, or undefined where git could not take them in. Kept already, no ref is made. */
export async function keepPaths(
  { host, project }: Build,
  at: { readonly folder: string; readonly base: string; readonly paths: readonly string[] },
): Promise<{ readonly ref: string; readonly commit: string } | undefined> {
  const { folder, base, paths } = at;
  const ref = `refs/xpar/backup/_checkout/${host.clock.now()}`;
  const wanted = new Set(paths);
  const message = 'left in the shared checkout\n';
  try {
    const only = (path: string): boolean => wanted.has(path);
    const { changed, commit } = await host.git.commitWorktree(folder, { base, ref, message, only });
    if (!changed) await host.git.deleteRef(project.repository.top, ref);
    return { ref, commit };
  } catch {
    return undefined;
  }
}
