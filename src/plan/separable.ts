import { scopesOverlap } from './scope.ts';

/**
 * A story's globs in groups that can be changed apart from each other. A module and its tests are one: their names are alike. What
 * holds tests of everything belongs to every group, so that there is only one then.
 */
export function separable(files: readonly string[]): readonly (readonly string[])[] {
  let groups: readonly (readonly string[])[] = [];
  for (const glob of files) {
    const mine = groups.filter((group) => group.some((other) => belong(glob, other)));
    groups = [...groups.filter((group) => !mine.includes(group)), [...mine.flat(), glob]];
  }
  return groups;
}

function belong(a: string, b: string): boolean {
  const [one, other] = [stemOf(a), stemOf(b)];
  return one === other || TESTS.test(one) || TESTS.test(other) || scopesOverlap([a], [b]);
}

const TESTS = /^(?:__)?(?:tests?|specs?|checks?)(?:__)?$/i;
const WILD = /[*?[\]{}()!+@]/;

/** `src/scale.mjs`, `test/scale.test.mjs`, `test/scale/**` -> `scale`. */
function stemOf(glob: string): string {
  const named = glob.split('/').filter((part) => part !== '' && part !== '.' && !WILD.test(part));
  const name = named.at(-1)?.split('.')[0] ?? '';
  return name.replace(/[-_](?:tests?|specs?)$/i, '').replace(/^tests?[-_]/i, '');
}
