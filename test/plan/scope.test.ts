import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { covers, scopesOverlap } from '../../src/plan/scope.ts';

const COVERED: readonly (readonly [glob: string, path: string])[] = [
  ['src/scale.ts', 'src/scale.ts'],
  ['src', 'src/deep/scale.ts'],
  ['src/', 'src/scale.ts'],
  ['./src/*.ts', 'src/scale.ts'],
  ['./', 'anything/at.all'],
  ['.', 'anything/at.all'],
  ['src/**', 'src/a/b/c.ts'],
  ['**/*.ts', 'top.ts'],
  ['**/*.ts', '.hidden/.a.ts'],
  ['src/{a,b}.ts', 'src/b.ts'],
  ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
  ['app/[id]/*.tsx', 'app/[id]/page.tsx'],
  ['app/[id]', 'app/[id]/page.tsx'],
  ['app/[...slug]/**', 'app/[...slug]/deep/page.tsx'],
  ['app/[[...slug]]/**', 'app/[[...slug]]/page.tsx'],
  ['app/(group)/**', 'app/(group)/page.tsx'],
  ['app/(group)/**', 'app/group/page.tsx'],
  ['app/@modal/(.)photo/**', 'app/@modal/(.)photo/page.tsx'],
  ['**', 'notes/two\nlines.md'],
  ['notes/**', 'notes/two\nlines.md'],
];

test.each(COVERED)('%s covers %s', (glob, path) => {
  expect(covers([glob], path)).toBe(true);
});

const NOT_COVERED: readonly (readonly [glob: string, path: string])[] = [
  ['src', 'srcs/scale.ts'],
  ['test/parcel*', 'test/parcels/one.ts'],
  ['src/*.ts', 'src/deep/scale.ts'],
  ['src/Scale.ts', 'src/scale.ts'],
  ['!src/**', 'test/a.ts'],
  ['src/scale.ts', 'src/scale.ts.orig'],
  ['src/?.ts', 'src/ab.ts'],
  ['app/[id]/*.tsx', 'app/[slug]/page.tsx'],
  ['app/(group)/**', 'app/(shop)/page.tsx'],
];

test.each(NOT_COVERED)('%s does not cover %s', (glob, path) => {
  expect(covers([glob], path)).toBe(false);
});

test('no globs cover nothing', () => {
  expect(covers([], 'src/a.ts')).toBe(false);
});

const APART: readonly (readonly [a: string, b: string])[] = [
  ['src/a.ts', 'src/b.ts'],
  ['src/**/*.ts', 'src/**/*.md'],
  ['src/*.ts', 'src/*.tsx'],
  ['src/a*', 'src/b*'],
  ['src/a*z.ts', 'src/a*y.ts'],
  ['src', 'test'],
  ['src/??.ts', 'src/?.ts'],
  ['src/{a,b}.ts', 'src/{c,d}.ts'],
  ['{src,test}/parcel/**', '{src,test}/tariff/**'],
  ['packages/*/src', 'packages/*/test'],
  ['app/[id]/page.tsx', 'app/[id]/layout.tsx'],
  ['app/(shop)/cart.ts', 'app/(shop)/order.ts'],
];

test.each(APART)('%s and %s hold no path in common', (a, b) => {
  expect(scopesOverlap([a], [b])).toBe(false);
  expect(scopesOverlap([b], [a])).toBe(false);
});

const TOGETHER: readonly (readonly [a: string, b: string])[] = [
  ['src/a.ts', 'src/a.ts'],
  ['src', 'src/deep/a.ts'],
  ['./src/', 'src/a.ts'],
  ['src/**', '**/*.test.ts'],
  ['src/**/***', 'src'],
  ['*/**/!(a)', '?b'],
  ['src/*/a.ts', 'src/b/*.ts'],
  ['**/a/**', 'b/**/c.ts'],
  ['src/a*', 'src/*z'],
  ['src/{a,b/{c,d}}.ts', 'src/b/d.ts'],
  ['src{,/deep}', 'src/deep/a.ts'],
  ['file{1..3}.ts', 'file2.ts'],
  ['part{1..3}', 'part2/*'],
  ['**.ts', 'src/.ts'],
  ['src/@(a/b|c)/d/e.ts', 'src/c/d/e.ts'],
  ['src/[ab].ts', 'src/a.ts'],
  ['a.ts|b.ts', 'b.ts'],
  ['"a b.ts"', 'a b.ts'],
  ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}/{x/y,z}/q', 'aaaaaaa/x/y/q'],
];

test.each(TOGETHER)('%s and %s may hold the same path', (a, b) => {
  expect(scopesOverlap([a], [b])).toBe(true);
  expect(scopesOverlap([b], [a])).toBe(true);
});

test('a scope overlaps another when any glob of the one overlaps any of the other', () => {
  expect(scopesOverlap(['docs', 'src/a.ts'], ['test', 'src/*.ts'])).toBe(true);
  expect(scopesOverlap(['docs', 'src/a.ts'], ['test', 'src/b.ts'])).toBe(false);
  expect(scopesOverlap([], ['**'])).toBe(false);
});

const name = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => text !== '.' && text !== '..');
const bracketed = fc.constantFrom('[ab]', '!(a)', '@(a|b)', '+(a|b)', '(a|b)', 'a|b', 'a\nb');
const path = fc
  .array(fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: bracketed }), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'));
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[ab.*?]{1,4}$/).filter((text) => !/^\.{1,2}$/.test(text)) },
  { weight: 2, arbitrary: fc.constant('**') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '[ab]',
      '!(a)',
      '@(a|b)',
      '+(a|b)',
      '(a|b)',
      '{a,b}',
      'a{,b}',
      '{a/b,b}',
      '{a,{b,a/b}}',
      '{a..b}',
      '@(a/b|b)',
      '"a"',
      'a|b',
    ),
  },
);
const glob = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));

test('two globs that both match some path by picomatch are said to overlap', () => {
  let met = 0;
  fc.assert(
    fc.property(glob, glob, fc.array(path, { minLength: 1, maxLength: 12 }), (a, b, paths) => {
      const both = paths.filter(
        (one) => picomatch(a, { dot: true, nonegate: true })(one) && picomatch(b, { dot: true, nonegate: true })(one),
      );
      if (both.length === 0) return;
      met += 1;
      expect(scopesOverlap([a], [b])).toBe(true);
    }),
    { numRuns: 4000 },
  );
  expect(met).toBeGreaterThan(100);
});

test('two scopes that both cover some path are said to overlap', () => {
  fc.assert(
    fc.property(fc.array(glob, { maxLength: 3 }), fc.array(glob, { maxLength: 3 }), path, (a, b, one) => {
      const both = covers(a, one) && covers(b, one);
      expect(!both || scopesOverlap(a, b)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a path and a plain glob overlap exactly when the glob covers the path or something below it', () => {
  const names = ['a', 'b'].flatMap((x) => [x, ...['a', 'b'].flatMap((y) => [x + y, `${x}${y}a`, `${x}${y}b`])]);
  const below = ['', ...names.map((one) => `/${one}`), ...names.flatMap((one) => names.map((other) => `/${one}/${other}`))];
  const plainName = fc.stringMatching(/^[ab*?]{1,3}$/).filter((text) => !text.includes('**'));
  const plain = fc.array(fc.oneof(plainName, fc.constant('**')), { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
  const letters = fc.array(fc.stringMatching(/^[ab]{1,3}$/), { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
  fc.assert(
    fc.property(plain, letters, (pattern, one) => {
      expect(scopesOverlap([pattern], [one])).toBe(below.some((rest) => covers([pattern], `${one}${rest}`)));
    }),
    { numRuns: 500 },
  );
});

test('overlap is decided at once for globs made to take long', () => {
  const stars = Array.from({ length: 40 }, () => '**/*a*').join('/');
  expect(scopesOverlap([`${stars}/b`], [`${stars}/c`])).toBe(true);
  expect(scopesOverlap(['*a'.repeat(60)], [`${'*a'.repeat(60)}b`])).toBe(false);
  expect(scopesOverlap(['{a,b}'.repeat(30)], ['c'])).toBe(true);
});

test('any scope overlaps itself', () => {
  fc.assert(
    fc.property(glob, (one) => {
      expect(scopesOverlap([one], [one])).toBe(true);
    }),
  );
});

test.each([
  ['README.md', 'readme.md'],
  ['src/Auth/**', 'SRC/auth/login.ts'],
  ['größe.ts', 'GRÖßE.ts'],
  ['caf\u00e9.ts', 'cafe\u0301.ts'],
])('%s and %s are one file where a file system says so', (a, b) => {
  expect(scopesOverlap([a], [b])).toBe(true);
});
