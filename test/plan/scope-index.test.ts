import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LikelyFile, MayOverlap } from '../../src/model/likely.ts';
import { mayOverlap } from '../../src/plan/likely-files.ts';
import { scopesOverlap } from '../../src/plan/scope.ts';
import { scopeIndex } from '../../src/plan/scope-index.ts';

const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'A', 'a.ts', 'ä', 'a\u0308') },
  { weight: 2, arbitrary: fc.constantFrom('*', 'a*', '?', '**', '{a,b}', '{a/b,b}', '[ab]', '(a)', '@(a|b)', '.', 'a|b') },
);
const glob = fc.oneof(
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  fc.constantFrom('**', './', '.', 'a/'),
);
const scope = fc.array(glob, { maxLength: 3 });

test('whoever may overlap a scope is near it', () => {
  let [met, apart] = [0, 0];
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 8 }), scope, (scopes, one) => {
      const near = scopeIndex(scopes).near(one);
      const overlapping = scopes.flatMap((other, place) => (scopesOverlap(one, other) ? [place] : []));
      expect(near).toEqual(expect.arrayContaining(overlapping));
      met += overlapping.length;
      apart += scopes.length - near.length;
      expect(near).toEqual([...near].sort((a, b) => a - b));
    }),
    { numRuns: 1000 },
  );
  expect(met).toBeGreaterThan(100);
  // It is of some use.
  expect(apart).toBeGreaterThan(100);
});

interface Guessed {
  readonly id: string;
  readonly files: readonly string[];
  readonly likely: readonly LikelyFile[];
}

/** Every pair held against each other. */
function pairwise(stories: readonly Guessed[]): Readonly<Record<string, readonly string[]>> {
  const scopeOf = ({ files, likely }: Guessed): readonly string[] => (files.length > 0 ? files : likely.map((one) => one.glob));
  const meets = (a: Guessed, b: Guessed): boolean =>
    a.id !== b.id && (a.files.length === 0 || b.files.length === 0) && scopesOverlap(scopeOf(a), scopeOf(b));
  const all = stories.map((one) => [one.id, stories.filter((other) => meets(one, other)).map(({ id }) => id)] as const);
  return Object.fromEntries(all.filter(([, others]) => others.length > 0));
}

test('who may overlap whom is the same as by holding each against each, and told alike on both sides', () => {
  const guessed = fc.record({ files: fc.oneof(fc.constant([]), scope), globs: scope });
  fc.assert(
    fc.property(fc.array(guessed, { maxLength: 8 }), (given) => {
      const stories = given.map(({ files, globs }, at): Guessed => {
        const likely = globs.map((each) => ({ glob: each, because: 'named', word: each }) as const);
        return { id: `s${at}`, files, likely };
      });
      const found = mayOverlap(stories, new Map(stories.map(({ id, likely }) => [id, likely])));
      const others = [...found].map(([id, all]) => [id, all.map(({ story }) => story)] as const);
      expect(Object.fromEntries(others)).toEqual(pairwise(stories));
      const globsOf = (id: string, other: string): MayOverlap['globs'] | undefined =>
        found.get(id)?.find(({ story }) => story === other)?.globs;
      for (const [id, all] of found) for (const { story, globs } of all) expect(globsOf(story, id)).toEqual(globs);
    }),
    { numRuns: 500 },
  );
});
