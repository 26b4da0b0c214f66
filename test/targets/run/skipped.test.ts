import { expect, test } from 'vitest';
import type { Told } from '../../../src/model/event.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { failedForGood, newSchedule } from '../../../src/run/schedule.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { tellSkipped } from '../../../src/targets/run/skipped.ts';
import { storeOf } from '../survey-of.ts';

const problem: Problem = { reason: 'no-tests-ran', story: 'a', gate: 'test', log: 'log' };

function job(story: string, ...dependsOn: string[]): Parameters<typeof newSchedule>[0][number] {
  return { story, steps: ['implement', 'gate', 'integrate'], dependsOn, pathTokens: 0, priority: 1, place: 1 };
}

test('who is left behind a story that failed for good is told so, one line each', () => {
  const schedule = newSchedule([job('a'), job('b', 'a'), job('c', 'b'), job('free')], new Set(), {
    agents: 2,
    gates: 2,
    clash: () => false,
    keepGoing: true,
  });
  const store = storeOf([
    { t: 'failed', at: 1, run: 'r', story: 'a', step: 'implement', key: 'k', counts: true, failure: '', problem },
  ]);
  const told: Told[] = [];
  tellSkipped(
    { tell: (event: Told) => void told.push(event), project: { store } } as unknown as Build,
    failedForGood(schedule, 'a'),
  );
  const reason = { code: 'waits-for', story: 'a', held: { code: 'attempts-used', attempts: 1, problem } };
  expect(told).toEqual(['b', 'c'].map((story) => ({ t: 'held', story, decision: { state: 'held', reason } })));
});
