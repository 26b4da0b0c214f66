import { expect, test } from 'vitest';
import { VERBS } from '../../src/cli/verbs.ts';
import type { Problem } from '../../src/model/problem.ts';
import { problemWords } from '../../src/report/problem-text.ts';
import { problemSamples } from './problem-samples.ts';

const SAID = Object.values(problemSamples('weigh-parcel')).flatMap((problem: Problem) =>
  [
    ...Object.values(problemWords(problem))
      .join('\n')
      .matchAll(/\bxpar ([a-z]+)/g),
  ].map(([, verb]) => ({
    reason: problem.reason,
    verb: verb!,
  })),
);

test('every verb that words of a problem name is one of the command line', () => {
  expect(SAID.filter(({ verb }) => !VERBS.includes(verb))).toEqual([]);
});

test('words do name verbs', () => {
  expect(new Set(SAID.map(({ verb }) => verb))).toEqual(
    new Set([
      'accept',
      'adr',
      'reject',
      'resolve',
      'budget',
      'new',
      'init',
      'status',
      'stop',
      'inbox',
      'build',
      'retry',
      'report',
      'doctor',
      'plan',
      'trust',
    ]),
  );
});
