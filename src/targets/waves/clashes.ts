import type { Host } from '../../host/host.ts';
import type { Folded, LaneEnd } from '../../integrate/fold-wave.ts';
import type { Clash } from '../../model/clash.ts';
import type { MergeAids } from '../../model/merge-aids.ts';
import { covers } from '../../plan/scope.ts';
import type { Build } from '../run/build.ts';
import type { Entry, Red, Stop } from '../integrate.ts';
import type { Project } from '../project/project.ts';
import { renamedBy } from './renames.ts';
import { isLastTry, rungOf } from './rungs.ts';

/** What the config lets settle a conflict. */
export function aidsOf({ config }: Pick<Project, 'config'>): MergeAids {
  const { lineLists, mergiraf } = config.integrate;
  return { isLineList: (path) => covers(lineLists, path), structured: mergiraf };
}

/** Whoever of a wave did not fit at first, of what kind that was, and who has it next. */
export async function clashesOf(
  build: Build,
  wave: readonly Entry[],
  folded: Pick<Folded<Red, Stop>, 'ends' | 'settled' | 'tip'>,
  hadTold: (story: string, paths: readonly string[]) => boolean,
): Promise<readonly Clash[]> {
  const { host, project } = build;
  const { golden } = project.config.integrate;
  const clashes = wave.map(async (entry): Promise<readonly Clash[]> => {
    const story = entry.lane.story.id;
    const settled = folded.settled.find((one) => one.story === story);
    const end = folded.ends.get(story)!;
    const paths = settled?.paths ?? (end.end === 'conflict' ? end.paths : []);
    if (settled === undefined && end.end !== 'conflict' && end.end !== 'red') return [];
    const kind = paths.length === 0 ? 'semantic' : paths.every((path) => covers(golden, path)) ? 'golden-file' : 'textual';
    const others =
      paths.length === 0 ? [] : await othersIn(host, project, { base: entry.work.implement.base, onto: folded.tip, paths });
    const beside = others.map((one) => one.story).filter((one) => one !== story);
    const step = settled?.by ?? rungAfter(entry, end);
    const renamed = await renamedBy(host, project.repository.top, others, paths);
    return [{ story, kind, paths, with: beside, step, foretold: hadTold(story, paths), ...renamed }];
  });
  return (await Promise.all(clashes)).flat();
}

/** Who has it next: of a lane that is red beside others, its agent, as long as it has tries. */
function rungAfter({ build, lane }: Entry, end: LaneEnd<Red, Stop>): Clash['step'] {
  if (end.end === 'red') return isLastTry(build, lane) ? 'person' : 'again';
  return rungOf(build, lane);
}

export interface Other {
  readonly story: string;
  /** Its merge on the integration branch. */
  readonly commit: string;
}

/** Stories that were integrated since `base` and brought in any of these paths, the oldest first. */
export async function othersIn(
  { git }: Pick<Host, 'git'>,
  { repository: { top } }: Pick<Project, 'repository'>,
  { base, onto, paths }: { readonly base: string; readonly onto: string; readonly paths: readonly string[] },
): Promise<readonly Other[]> {
  const all = await git.trailers(top, onto, base);
  const back = new Set(all.flatMap(({ trailers }) => trailers['Xpar-Reverts'] ?? []));
  const landed = all.flatMap(({ commit, trailers }) => {
    const story = trailers['Xpar-Story'];
    return story === undefined || back.has(commit) ? [] : [{ story, commit }];
  });
  const touched = await Promise.all(landed.map(({ commit }) => git.changedPaths(top, `${commit}^1`, commit)));
  return landed.filter((_one, at) => touched[at]!.some((path) => meets(path, paths))).toReversed();
}

/** Whose work it last did not fit with, as its wave told. */
export function othersTold({ store }: Pick<Project, 'store'>, story: string): readonly string[] {
  const clashes = store.state.waves.flatMap((wave) => wave.clashes ?? []);
  return clashes.findLast((clash) => clash.story === story)?.with ?? [];
}

/** A file may stand where the other has a folder. */
function meets(path: string, paths: readonly string[]): boolean {
  return paths.some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`));
}
