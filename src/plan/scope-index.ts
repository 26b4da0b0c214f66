import { beginningsOf } from './scope.ts';

/** Scopes by what their globs begin with, so that not each has to be held against each. */
export interface ScopeIndex {
  /** Every scope, by its place, that may overlap these globs, in order; and some that do not. */
  near(globs: readonly string[]): readonly number[];
}

export function scopeIndex(scopes: readonly (readonly string[])[]): ScopeIndex {
  /** Of those that begin with exactly this, and of those that begin with this or with more. */
  const [exactly, within] = [new Map<string, Set<number>>(), new Map<string, Set<number>>()];
  for (const [place, globs] of scopes.entries())
    for (const beginning of globs.flatMap(beginningsOf)) {
      put(exactly, keyOf(beginning), place);
      for (let depth = 0; depth <= beginning.length; depth += 1) put(within, keyOf(beginning.slice(0, depth)), place);
    }
  return {
    near(globs) {
      const found = new Set<number>();
      for (const beginning of globs.flatMap(beginningsOf)) {
        for (let depth = 0; depth < beginning.length; depth += 1)
          for (const place of exactly.get(keyOf(beginning.slice(0, depth))) ?? []) found.add(place);
        for (const place of within.get(keyOf(beginning)) ?? []) found.add(place);
      }
      return [...found].sort((a, b) => a - b);
    },
  };
}

/** No segment holds a slash. */
function keyOf(beginning: readonly string[]): string {
  return beginning.join('/');
}

function put(map: Map<string, Set<number>>, key: string, place: number): void {
  const there = map.get(key);
  if (there) there.add(place);
  else map.set(key, new Set([place]));
}
