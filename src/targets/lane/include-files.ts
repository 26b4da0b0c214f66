import path from 'node:path';
import type { Build } from '../run/build.ts';
import { graded } from '../choose/check-project.ts';

/** Names, in gitignore's syntax, which ignored files of the person's checkout a lane gets too. */
const INCLUDE_FILE = '.worktreeinclude';

/**
 * Copies into a lane what `.worktreeinclude` of the person's checkout names and git ignores there, such as `.env`. Tracked
 * files, links and what lies behind links are left alone, on either side. Gives the copied paths, from the top.
 */
export async function includeFiles(
  build: Build,
  at: { readonly folder: string; readonly commit: string; readonly story: string },
): Promise<readonly string[]> {
  const { host, project, tell } = build;
  const { top } = project.repository;
  const list = path.join(top, INCLUDE_FILE);
  if (!(await host.files.exists(list)) || (await host.files.isLinked(top, INCLUDE_FILE))) return [];
  const named = (await host.git.included(top, list)).filter((name) => !isOurs(build, path.join(top, name)));
  const tracked = await host.git.files(top, at.commit);
  const copied: string[] = [];
  const links: string[] = [];
  for (const name of named) {
    if (tracked.has(name)) continue;
    const isLink = (await host.files.isLinked(top, name)) || (await host.files.isLinked(at.folder, name));
    if (!isLink) await copy(build, path.join(top, name), path.join(at.folder, name));
    (isLink ? links : copied).push(name);
  }
  if (links.length > 0)
    tell({ t: 'problem', finding: graded({ reason: 'include-left-out', story: at.story, paths: links.slice(0, MOST_NAMED) }) });
  return copied;
}

const MOST_NAMED = 20;

async function copy({ host: { files } }: Build, from: string, to: string): Promise<void> {
  await files.makeFolder(path.dirname(to));
  await files.copyFile(from, to);
}

/** What a run keeps, and lanes that stand inside the checkout, are nobody's to copy. */
function isOurs({ project }: Build, file: string): boolean {
  const { folder, lanes } = project.store.layout;
  return [folder, lanes].some((own) => file === own || file.startsWith(own + path.sep));
}
