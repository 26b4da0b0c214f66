import { expect, test } from 'vitest';
import { framesIn, locksHit, suspectsOf } from '../../src/integrate/diagnosis.ts';
import { adrOf } from '../rig/story-of.ts';

const LANES = [
  { story: 'label', paths: ['src/label.mjs'] },
  { story: 'scale', paths: ['src/scale.mjs', 'test/scale.test.mjs', 'README.md'] },
];

function suspects(output: string): Record<string, readonly string[]> {
  return Object.fromEntries(suspectsOf(output, LANES).map(({ story, paths }) => [story, paths]));
}

test('the lane whose files the failure names most comes first', () => {
  const output = 'FAIL test/scale.test.mjs\n at src/scale.mjs:41:7\n at src/label.mjs:3:1';
  expect(suspectsOf(output, LANES)).toEqual([
    {
      story: 'scale',
      paths: ['src/scale.mjs', 'test/scale.test.mjs'],
      because: ['src/scale.mjs (named)', 'test/scale.test.mjs (named)'],
    },
    { story: 'label', paths: ['src/label.mjs'], because: ['src/label.mjs (named)'] },
  ]);
});

test('a failure that names none of their files suspects nobody', () => {
  expect(suspects('1 failed')).toEqual({});
});

const NAMED: readonly (readonly [string, string])[] = [
  ['with its line', 'at src/label.mjs:3:1'],
  ['in brackets', '(src/label.mjs)'],
  ['as an address', 'file:///tmp/lanes/login/src/label.mjs:3'],
  ['below a folder of this machine', '/tmp/lanes/login/src/label.mjs'],
  ['by its backslashes', 'C:\\lanes\\login\\src\\label.mjs:3'],
  ['by its name alone', 'Label (label.mjs:3)'],
  ['at the end of a sentence', 'error in src/label.mjs.'],
];

test.each(NAMED)('a file is named %s', (_how, output) => {
  expect(suspects(output)).toEqual({ label: ['src/label.mjs'] });
});

const NOT_NAMED: readonly (readonly [string, string])[] = [
  ['a longer name', 'at src/label.mjs.map:3'],
  ['another extension', 'at src/label.mjsx:3'],
  ['a name that ends like it', 'at sticky-label.mjs:3'],
  ['a file of the same name elsewhere', 'at lib/label.mjs:3'],
  ['a folder that ends like it', 'at my-src/label.mjs:3'],
  ['what only a pattern would match', 'at src/labelxmjs'],
];

test.each(NOT_NAMED)('%s is not the file', (_what, output) => {
  expect(suspects(output)).toEqual({});
});

const ADRS = [
  adrOf({
    id: 'ADR-3',
    shownId: 'ADR-0003',
    lockedInBy: [
      {
        file: 'test/weight.test.mjs',
        titles: ['rounds to whole grams', 'refuses a negative weight'],
        place: { file: 'adr/ADR-3.md' },
      },
      { file: 'test/all.test.mjs', titles: [], place: { file: 'adr/ADR-3.md' } },
    ],
  }),
];

test('a failing test by its title hits the ADR it locks in', () => {
  expect(locksHit('✗ refuses a negative weight', ADRS)).toEqual([
    { adr: 'ADR-0003', title: 'Weights are whole grams', test: 'test/weight.test.mjs::refuses a negative weight' },
  ]);
});

test('a lock on a whole file is hit by the file, a lock on titles is not', () => {
  expect(locksHit('FAIL test/all.test.mjs\nFAIL test/weight.test.mjs', ADRS).map(({ test: hit }) => hit)).toEqual([
    'test/all.test.mjs',
  ]);
  expect(locksHit('all fine', ADRS)).toEqual([]);
});

test('a line of its own in a stack weighs more than a name, and that more than what a test loads', () => {
  const lanes = ['loaded', 'named', 'blamed', 'far'].map((story) => ({ story, paths: [`src/${story}.mjs`] }));
  const imports = new Map([
    ['src/loaded.mjs', 1],
    ['src/far.mjs', 3],
    ['src/named.mjs', 2],
  ]);
  const evidence = { blamed: [{ story: 'blamed', path: 'src/shared.mjs', line: 7 }], imports };
  expect(suspectsOf('red in src/named.mjs', lanes, evidence)).toEqual([
    { story: 'blamed', paths: ['src/shared.mjs'], because: ['src/shared.mjs:7 (blame)'] },
    { story: 'named', paths: ['src/named.mjs'], because: ['src/named.mjs (named)'] },
    { story: 'loaded', paths: ['src/loaded.mjs'], because: ['src/loaded.mjs (import depth 1)'] },
    { story: 'far', paths: ['src/far.mjs'], because: ['src/far.mjs (import depth 3)'] },
  ]);
});

test('stacks of many runners name their lines, from the top of the checkout', () => {
  const said = [
    '    at weigh (/lanes/.suite/src/scale.mjs:41:7)',
    '    at file:///lanes/.suite/src/label.mjs:3:1',
    '  File "src/cash.py", line 12, in change',
    'src/scale.mjs:41:7',
    'main_test.go:9: got 3',
    'at C:\\lanes\\src\\win.mjs:2:1',
  ].join('\n');
  expect(framesIn(said, '/lanes/.suite').map(({ path, line }) => `${path}:${line}`)).toEqual([
    'src/scale.mjs:41',
    'src/label.mjs:3',
    'src/cash.py:12',
    'main_test.go:9',
    '/lanes/src/win.mjs:2',
  ]);
  expect(framesIn('at 10:30 it was red, version 1.2:3', '/x')).toEqual([]);
});
