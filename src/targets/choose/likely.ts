import type { Host } from '../../host/host.ts';
import type { Story } from '../../model/card.ts';
import type { LikelyFile } from '../../model/likely.ts';
import { likelyFiles, mayOverlap } from '../../plan/likely-files.ts';
import { treeNames } from '../../plan/named-paths.ts';
import { isOpen } from '../../plan/plan.ts';
import { together } from '../../plan/together.ts';
import { startCommit } from '../project/project.ts';
import type { Survey } from './intent.ts';

/** How far back files are looked for that change together. */
const COMMITS = 2_000;

/** Open stories, and what those of them that declare no `files` are likely to touch. Git is asked only where there is one. */
export async function likelyTouches(
  host: Host,
  { project, plan }: Survey,
): Promise<{ readonly open: readonly Story[]; readonly likely: ReadonlyMap<string, readonly LikelyFile[]> }> {
  const open = plan.stories.filter(({ decisions }) => isOpen(decisions)).map(({ story }) => story);
  const undeclared = open.filter(({ files }) => files.length === 0);
  if (undeclared.length === 0) return { open, likely: new Map() };
  const [{ top }, commit] = [project.repository, startCommit(project)];
  const [tree, changes] = await Promise.all([host.git.files(top, commit), host.git.changeSets(top, commit, COMMITS)]);
  const hints = { tree: treeNames(tree.keys()), together: together(changes), keywords: project.config.parallel.keywords };
  return { open, likely: new Map(undeclared.map((story) => [story.id, likelyFiles(story, hints)])) };
}

/** By story: those that it is guessed to meet in a file. */
export async function meetings(host: Host, survey: Survey): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { open, likely } = await likelyTouches(host, survey);
  if (likely.size === 0) return new Map();
  return new Map([...mayOverlap(open, likely)].map(([id, others]) => [id, new Set(others.map(({ story }) => story))]));
}
