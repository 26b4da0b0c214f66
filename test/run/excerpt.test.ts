import { expect, test } from 'vitest';
import { excerpt } from '../../src/run/excerpt.ts';

const ok = (count: number): string[] => Array.from({ length: count }, (_, at) => `ok ${at + 1} should be equal`);

test('a short output is shown whole', () => {
  expect(excerpt('one\ntwo\n')).toBe('one\ntwo');
});

test('a failure in the middle of a long output is shown with what follows it, and so is the end', () => {
  const text = [
    ...ok(100),
    'not ok 101 an empty scale is refused',
    '  expected: 1',
    '  actual: 2',
    ...ok(100),
    '# tests 201',
    '# fail 1',
  ].join('\n');
  const shown = excerpt(text);
  expect(shown).toContain('not ok 101 an empty scale is refused\n  expected: 1\n  actual: 2');
  expect(shown).toContain('# fail 1');
  expect(shown.split('\n').length).toBeLessThan(45);
});

test('an output that names no failure is shown by its end', () => {
  const shown = excerpt(ok(500).join('\n'));
  expect(shown.split('\n')).toHaveLength(40);
  expect(shown).toContain('ok 500');
});

test.each([
  ['node:test', '✖ refuses a negative weight (1.2ms)'],
  ['vitest', ' FAIL  test/a.test.ts > weighs'],
  ['jest', '  ● scale › weighs'],
  ['pytest', 'E       assert 1 == 2'],
  ['go', '--- FAIL: TestWeigh (0.00s)'],
  ['cargo', "thread 'weigh' panicked at src/lib.rs:3"],
  ['a stack', 'AssertionError [ERR_ASSERTION]: 1 !== 2'],
])('the failures of %s are found', (_, line) => {
  expect(excerpt([...ok(100), line, ...ok(100)].join('\n'))).toContain(line);
});

test('many failures stay within one screen', () => {
  const text = Array.from({ length: 1000 }, (_, at) => `not ok ${at}`).join('\n');
  expect(excerpt(text).split('\n').length).toBeLessThan(45);
});
