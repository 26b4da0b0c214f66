import type { Story } from '../model/card.ts';
import type { LikelyFile, MayOverlap } from '../model/likely.ts';
import { namedPaths, type TreeNames } from './named-paths.ts';
import { globsMeet } from './scope.ts';
import { scopeIndex } from './scope-index.ts';
import { changesWith, type Together } from './together.ts';

/** What guesses are made from. */
export interface Hints {
  readonly tree: TreeNames;
  readonly together: Together;
  /** Globs by a word of the card that means them. */
  readonly keywords: Readonly<Record<string, readonly string[]>>;
}

type Card = Pick<Story, 'title' | 'body' | 'context'>;

/** What a card says it is about: the paths it names, what its words mean, and what changes with the files it names. Surest first. */
export function likelyFiles(card: Card, { tree, together, keywords }: Hints): readonly LikelyFile[] {
  const text = `${card.title}\n${card.body}`;
  const named = new Map([
    ...namedPaths(text, tree),
    ...card.context.filter((path) => tree.paths.has(path)).map((path): [string, string] => [path, path]),
  ]);
  const found = new Map<string, LikelyFile>();
  const add = (one: LikelyFile): void => {
    if (!found.has(one.glob)) found.set(one.glob, one);
  };
  for (const [glob, word] of named) add({ glob, because: 'named', word });
  for (const [word, globs] of Object.entries(keywords))
    if (says(text, word)) for (const glob of globs) add({ glob, because: 'keyword', word });
  const others = [...named.keys()].flatMap((file) => changesWith(file, together).map((one) => ({ ...one, file })));
  for (const { path, file, support, among } of others.sort((a, b) => b.support / b.among - a.support / a.among))
    if (tree.paths.has(path)) add({ glob: path, because: 'changes-with', file, support, among });
  return [...found.values()];
}

/** As a word of its own, in any script, however it is capitalised. */
function says(text: string, word: string): boolean {
  const plain = word.trim().toLowerCase();
  if (plain === '') return false;
  const literal = plain.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'u').test(text.toLowerCase());
}

type Scoped = Pick<Story, 'id' | 'files'>;

/** For each story without `files`: those it may meet, and where. Both sides are told of it. */
export function mayOverlap(
  stories: readonly Scoped[],
  likely: ReadonlyMap<string, readonly LikelyFile[]>,
): ReadonlyMap<string, readonly MayOverlap[]> {
  const found = new Map<string, MayOverlap[]>();
  const scopes = stories.map(({ id, files }) => (files.length > 0 ? files : likelyGlobs(likely, id)));
  const index = scopeIndex(scopes);
  for (const [place, one] of stories.entries()) {
    const others = index.near(scopes[place]!).flatMap((at): MayOverlap[] => {
      const other = stories[at]!;
      if (at === place || (one.files.length > 0 && other.files.length > 0)) return [];
      // Each pair is told alike on both sides.
      const globs = at < place ? shared(scopes[at]!, scopes[place]!) : shared(scopes[place]!, scopes[at]!);
      return globs.length === 0 ? [] : [{ story: other.id, globs }];
    });
    if (others.length > 0) found.set(one.id, others);
  }
  return found;
}

const likelyGlobs = (likely: ReadonlyMap<string, readonly LikelyFile[]>, story: string): readonly string[] =>
  (likely.get(story) ?? []).map(({ glob }) => glob);

/** The globs of either that may mean a path of the other; of two, the one with fewer wildcards. */
function shared(a: readonly string[], b: readonly string[]): readonly string[] {
  const wilder = (glob: string): number => glob.split('*').length;
  const found = a.flatMap((one) =>
    b.filter((other) => globsMeet(one, other)).map((other) => (wilder(one) <= wilder(other) ? one : other)),
  );
  return found.length < 2 ? found : [...new Set(found)].sort();
}
