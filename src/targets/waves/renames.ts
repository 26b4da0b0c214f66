import type { Host } from '../../host/host.ts';
import type { Renamed } from '../../model/renamed.ts';
import { covers } from '../../plan/scope.ts';

/** More than these say no more. */
const MOST = 10;

/** A story's merge on the integration branch. */
interface Landed {
  readonly story: string;
  readonly commit: string;
}

/** Which of these paths landed work renamed, or made by renaming; nothing where it did none. */
export async function renamedBy(
  { git }: Pick<Host, 'git'>,
  top: string,
  landed: readonly Landed[],
  paths: readonly string[],
): Promise<{ readonly renamed?: readonly Renamed[] }> {
  const of = async ({ story, commit }: Landed): Promise<readonly Renamed[]> =>
    (await git.renames(top, `${commit}^1`, commit)).map((one) => ({ ...one, by: story }));
  const all = (await Promise.all(landed.map(of))).flat();
  const renamed = all.filter(({ from, to }) => paths.some((path) => path === from || path === to)).slice(0, MOST);
  return renamed.length === 0 ? {} : { renamed };
}

/** Of files outside a scope: those that stand there because something that landed renamed what the scope names. */
export async function renamedAway(
  { git }: Pick<Host, 'git'>,
  top: string,
  { base, paths, scope }: { readonly base: string; readonly paths: readonly string[]; readonly scope: readonly string[] },
): Promise<readonly Renamed[]> {
  const found: Renamed[] = [];
  // What the lane made itself was renamed by nobody.
  const there = await git.files(top, base, paths);
  for (const path of paths.filter((one) => there.has(one)).slice(0, MOST)) {
    const commit = await git.addedIn(top, base, path);
    const before = commit === undefined ? undefined : await git.commitOf(top, `${commit}^1`);
    if (commit === undefined || before === undefined) continue;
    const [told] = await git.trailersOf(top, [commit]);
    const by = told?.trailers['Xpar-Story'] ?? commit.slice(0, 10);
    const renames = await git.renames(top, before, commit);
    found.push(...renames.filter(({ from, to }) => to === path && covers(scope, from)).map((one) => ({ ...one, by })));
  }
  return found;
}
