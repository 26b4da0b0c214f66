import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Parts } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import { keyOf, whatParts } from '../../stale/fingerprint.ts';
import type { Project } from '../project/project.ts';
import { isSealed, type MeasuredStory } from '../sizes/measure-stories.ts';

/**
 * What was asked of integrated stories whose landing this journal did not see: their card and contracts as they stand in the
 * landing's own tree, where those give the key of its trailers. What else there is of a story cannot say what changed since.
 */
export async function partsThen(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
): Promise<ReadonlyMap<string, Parts>> {
  const found = new Map<string, Parts>();
  for (const [id, one] of measured) {
    const landing = project.landings.get(id);
    if (landing === undefined || isSealed(project, one)) continue;
    if (storyState(project.store.state, id).integrated?.key === landing.key) continue;
    const parts = await partsIn(host, project, { id, commit: landing.commit });
    if (parts !== undefined && keyOf(parts) === landing.key) found.set(id, parts);
  }
  return found;
}

async function partsIn(
  host: Host,
  { repository: { top }, config, adrs: known }: Project,
  at: { readonly id: string; readonly commit: string },
): Promise<Parts | undefined> {
  // Loaded here, as they bring parsers that a build with nothing to ask does without.
  const [{ readStory }, { readAdr }] = await Promise.all([
    import('../../cards/read-story.ts'),
    import('../../cards/read-adr.ts'),
  ]);
  const card = path.posix.join(config.stories, `${at.id}.md`);
  const tree = await host.git.files(top, at.commit, [card, ...known.map(({ file }) => file)]);
  const names = [...tree.keys()];
  const blobs = await host.git.blobs(
    top,
    names.map((name) => tree.get(name)!.blob),
  );
  const bytesOf = (name: string): Uint8Array | undefined => blobs.get(tree.get(name)?.blob ?? '');
  const text = bytesOf(card);
  const story = text && readStory(card, text).story;
  if (!story) return undefined;
  const adrs = names.flatMap((name) => {
    const bytes = name === card ? undefined : bytesOf(name);
    return (bytes && readAdr(name, bytes).adr) ?? [];
  });
  const byId = new Map(adrs.map((adr) => [adr.id, adr]));
  return whatParts(
    story,
    story.adrs.flatMap((id) => byId.get(id) ?? []),
  );
}
