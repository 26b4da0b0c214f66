import { expect, test } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { problemText, problemWords } from '../../src/report/problem-text.ts';
import { problemSamples } from './problem-samples.ts';

const NAMES: readonly Problem[] = Object.values(problemSamples('weigh-parcel'));
const HOSTILE = 'x\u001b]52;c;y\u0007\u202e\u200b\u2066\r\u0000';

test.each(NAMES.map((problem) => [problem.reason, problem] as const))(
  '%s has words: neither please nor blame, nothing left out',
  (_reason, problem) => {
    const { what, expected, found, hint } = problemWords(problem);
    const all = [what, expected ?? '-', found ?? '-', hint ?? '-'].join('\n');
    expect(what).not.toBe('');
    expect(all).not.toMatch(/undefined|NaN|\[object|please|sorry|!$/i);
  },
);

test.each(Object.values(problemSamples(HOSTILE)).map((problem: Problem) => [problem.reason, problem] as const))(
  '%s lets nothing through that a terminal would act on',
  (_reason, problem) => {
    expect(problemText({ problem, severity: 'error' })).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
  },
);

test('no value from outside begins a line of its own, but for what a program printed', () => {
  const forged = Object.values(problemSamples('x\nerror  forged')).filter((problem: Problem) => !('tail' in problem));
  expect(forged.filter((problem: Problem) => problemText({ problem, severity: 'error' }).includes('\nerror'))).toEqual([]);
});

test('a problem is one line with its place, and under it what was expected and found', () => {
  const problem: Problem = {
    reason: 'unknown-key',
    key: 'adr',
    known: ['adrs', 'files'],
    suggestion: 'adrs',
    place: { file: 'stories/a.md', line: 3, column: 7 },
  };
  expect(problemText({ problem, severity: 'error' })).toBe(
    [
      'stories/a.md:3:7 error  unknown-key  unknown key adr',
      '  expected: one of adrs, files',
      '  found:    adr',
      '  hint:     did you mean adrs?',
    ].join('\n'),
  );
});

test('a problem without a place begins with its severity', () => {
  expect(problemText({ problem: { reason: 'disk-full', path: '/tmp' }, severity: 'warning' })).toMatch(
    /^warning {2}disk-full {2}no room/,
  );
});

test('an id that cannot be one is what was found, and the rule is what was expected', () => {
  const place = { file: 'stories/main.md', line: 1, column: 1 };
  expect(problemWords({ reason: 'bad-id', id: 'main', why: 'a name that is not reserved', place })).toMatchObject({
    expected: 'a name that is not reserved',
    found: 'main',
  });
  expect(problemWords({ reason: 'bad-argument', name: 'id', found: '', expected: 'an id that is not empty' })).toEqual({
    what: 'id cannot be empty',
    expected: 'an id that is not empty',
    found: 'nothing',
  });
});

test('what keeps the base from moving forward has a hint of its own', () => {
  const hintOf = (because: 'diverged' | 'changes' | 'git'): string | undefined =>
    problemWords({ reason: 'cannot-fast-forward', base: 'main', integration: 'xpar/integration', because, detail: 'a' }).hint;
  expect(hintOf('diverged')).toMatch(/^xpar build/);
  expect(hintOf('changes')).toMatch(/^commit them/);
  expect(hintOf('git')).toBeUndefined();
});

test('what a program printed last stands line by line, indented', () => {
  const problem: Problem = {
    reason: 'gate-red',
    story: 'weigh',
    gate: 'test',
    exit: 'exit code 1',
    tail: 'not ok 1\n\u001b[31mred\u001b[0m',
    log: 'gate.log',
  };
  expect(problemText({ problem, severity: 'error' })).toBe(
    [
      'error  gate-red  weigh is red at gate test (exit code 1)',
      '  expected: exit code 0',
      '  found:    not ok 1',
      '            \\u001b[31mred\\u001b[0m',
      '  hint:     log: gate.log',
    ].join('\n'),
  );
});

test('a red suite is one screen: what failed, what that locks in, whom it speaks against, what came of the wave', () => {
  const problem: Problem = {
    reason: 'suite-red',
    story: 'label',
    gate: 'test',
    tail: '✗ test/w.mjs > rounds\n  2 is not 3',
    log: 'suite.log',
    suspects: [
      { story: 'weigh', paths: ['src/scale.mjs'], because: ['src/scale.mjs:41 (blame)'] },
      { story: 'label', paths: ['src/label.mjs'] },
    ],
    locks: [{ adr: 'ADR-3', title: 'Whole grams', test: 'test/w.mjs::rounds' }],
    dependents: ['print'],
    wave: { stories: 5, place: 3, landed: 4, gates: 2.31, durationMs: 41_000 },
  };
  expect(problemText({ problem, severity: 'error' })).toBe(
    [
      'error  suite-red  with label merged, gate test is red, again on the same tree, and green without it',
      '  expected: exit code 0',
      '  found:    ✗ test/w.mjs > rounds',
      '              2 is not 3',
      '  locks:    ADR-3 "Whole grams", by test/w.mjs::rounds',
      '  suspects: weigh  src/scale.mjs:41 (blame)',
      '            label  src/label.mjs',
      '  left out: label, the first red of 5, at place 3; with it what depends on it: print; 4 landed',
      '  cost:     2.3 full gates, 0:41',
      '  hint:     log: suite.log',
    ].join('\n'),
  );
  const { wave: _wave, dependents: _dependents, ...old } = problem;
  expect(problemWords({ ...old, locks: [], suspects: [] })).toEqual({
    what: 'with label merged, gate test is red',
    expected: 'exit code 0',
    found: problem.tail,
    more: [['left out', 'label']],
    hint: 'log: suite.log',
  });
});

test('over the zone, it says by how much and what to cut', () => {
  const problem = problemSamples('src/tariffs.mjs')['over-zone'];
  expect(problemWords(problem)).toMatchObject({
    expected: 'base and ceiling together at most 100,000 tokens',
    found: '6,000 + 120,000, which is 26,000 over; it fits with a probability of 4%',
    hint: 'cut src/tariffs.mjs (14,000), or split the story',
  });
});
