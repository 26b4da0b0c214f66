import type { ForeseenConflict } from '../model/foreseen.ts';
import { shown } from '../model/shown.ts';

const PATHS_SHOWN = 3;

/** `login and logout would not merge as they stand: src/auth.ts`; without paths, that they would again. */
export function foreseenText({ stories, paths }: ForeseenConflict): string {
  const both = stories.map(shown).join(' and ');
  return paths.length === 0 ? `${both} would merge again` : `${both} would not merge as they stand: ${pathsText(paths)}`;
}

/** The first few, and how many more. */
export function pathsText(paths: readonly string[]): string {
  const more = paths.length > PATHS_SHOWN ? ` and ${paths.length - PATHS_SHOWN} more` : '';
  return `${paths.slice(0, PATHS_SHOWN).map(shown).join(', ')}${more}`;
}
