import { expect, test } from 'vitest';
import type { Job } from '../../src/model/job.ts';
import type { Step } from '../../src/model/target.ts';
import { inTurn } from '../../src/plan/in-turn.ts';

const job = (story: string, dependsOn: readonly string[] = [], steps: readonly Step[] = ['integrate']): Job => ({
  story,
  steps,
  dependsOn,
  pathTokens: 0,
  priority: 1,
  place: 1,
});
const needs = (jobs: readonly Job[], after: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> =>
  Object.fromEntries(inTurn(jobs, (story) => after[story] ?? []).map(({ story, dependsOn }) => [story, dependsOn]));

test('a story that a person put behind another waits for it', () => {
  expect(needs([job('a'), job('b', ['c']), job('c')], { b: ['a'] })).toEqual({ a: [], b: ['c', 'a'], c: [] });
});

test('nobody waits for what this run does not land', () => {
  expect(needs([job('a', [], ['implement']), job('b')], { b: ['a', 'gone'] })).toMatchObject({ b: [] });
});

test('two words that go round in a ring: the first holds', () => {
  expect(needs([job('a'), job('b')], { a: ['b'], b: ['a'] })).toEqual({ a: ['b'], b: [] });
  expect(needs([job('a', ['b']), job('b')], { b: ['a'] })).toEqual({ a: ['b'], b: [] });
});
