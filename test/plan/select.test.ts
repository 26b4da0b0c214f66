import { expect, test } from 'vitest';
import { selectTargets } from '../../src/plan/select.ts';

const NEEDS = new Map([
  ['base', []],
  ['login', ['base']],
  ['logout', ['login', 'integrated-and-gone']],
  ['report', []],
]);

function selected(...asked: readonly string[]): Record<string, string> {
  const { selection, problems } = selectTargets(asked, NEEDS);
  expect(problems).toEqual([]);
  return Object.fromEntries(selection);
}

test('nothing asked means every story, integrated', () => {
  expect(selected()).toEqual({ base: 'integrate', login: 'integrate', logout: 'integrate', report: 'integrate' });
});

test('a story means itself and all it needs that has a card', () => {
  expect(selected('logout')).toEqual({ base: 'integrate', login: 'integrate', logout: 'integrate' });
});

test('a step brings its story that far, after what it needs', () => {
  expect(selected('login:gate')).toEqual({ base: 'integrate', login: 'gate' });
});

test('measuring needs nobody else', () => {
  expect(selected('logout:budget-check')).toEqual({ logout: 'budget-check' });
});

test('a step alone brings every story that far, and what others need is integrated', () => {
  expect(selected(':gate')).toEqual({ base: 'integrate', login: 'integrate', logout: 'gate', report: 'gate' });
});

test('a story asked for twice is brought as far as the further one', () => {
  expect(selected('login:gate', 'login:implement')).toEqual({ base: 'integrate', login: 'gate' });
  expect(selected('login:gate', 'logout')).toMatchObject({ login: 'integrate' });
});

test('on a ring everybody is brought in, nobody twice', () => {
  const { selection } = selectTargets(
    ['a:gate'],
    new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]),
  );
  expect(Object.fromEntries(selection)).toEqual({ a: 'gate', b: 'integrate' });
});

const UNKNOWN: readonly (readonly [asked: string, suggestion: string | undefined])[] = [
  ['logni', 'login'],
  ['logni:gate', 'login:gate'],
  ['login:gaet', 'login:gate'],
  [':integrat', ':integrate'],
  ['login:', undefined],
  [':', undefined],
  ['', undefined],
  ['something-else', undefined],
  ['LOGIN', 'login'],
];

test.each(UNKNOWN)('%j is no target (suggested: %s), and nothing is selected', (asked, suggestion) => {
  const { selection, problems } = selectTargets(['base', asked], NEEDS);
  expect(selection.size).toBe(0);
  expect(problems).toMatchObject([{ reason: 'unknown-target', name: asked }]);
  expect((problems[0] as { suggestion?: string }).suggestion).toBe(suggestion);
});

test('every wrong name is told at once', () => {
  expect(
    selectTargets(['x', 'login', 'y:gate', 'base:z', 'base:gate:gate'], NEEDS).problems.map((one) => 'name' in one && one.name),
  ).toEqual(['x', 'y:gate', 'base:z', 'base:gate:gate']);
});

test('what is asked can be narrowed to some stories; what those need comes with them', () => {
  const narrowed = (asked: readonly string[], ...among: readonly string[]): Record<string, string> =>
    Object.fromEntries(selectTargets(asked, NEEDS, new Set(among)).selection);
  expect(narrowed([], 'login', 'report')).toEqual({ base: 'integrate', login: 'integrate', report: 'integrate' });
  expect(narrowed([':budget-check'], 'login')).toEqual({ login: 'budget-check' });
  expect(narrowed(['logout', 'report:gate'], 'report')).toEqual({ report: 'gate' });
  expect(narrowed([])).toEqual({});
  expect(selectTargets(['lgoin'], NEEDS, new Set()).problems).toMatchObject([{ suggestion: 'login' }]);
});
