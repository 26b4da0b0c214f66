import type { Host } from '../../host/host.ts';
import type { ImportAsked, ImportedCards } from './import-stories.ts';
import type { Got, Opened } from '../project/read-project.ts';

/** Writes a draft story, or a proposed ADR, that reads without a complaint; gives its path from the top. */
export async function newCard(
  host: Host,
  opened: Opened,
  wanted: { readonly story: { id: string; title?: string } } | { readonly adr: string },
): Promise<Got<string>> {
  const { newAdr, newStory } = await import('./new-card.ts');
  return 'adr' in wanted ? newAdr(host, opened, wanted.adr) : newStory(host, opened, wanted.story);
}

/** Tasks of another tool as draft stories. */
export async function importCards(host: Host, opened: Opened, asked: ImportAsked): Promise<Got<ImportedCards>> {
  return (await import('./import-stories.ts')).importStories(host, opened, asked);
}

export type { ImportedCards } from './import-stories.ts';
