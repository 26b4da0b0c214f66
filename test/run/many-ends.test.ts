import { expect, test } from 'vitest';
import { execute } from '../../src/run/execute.ts';
import { newSchedule, standing } from '../../src/run/schedule.ts';
import { jobOf, limitsOf } from './jobs.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('where many steps end at once, the schedule is asked once and not for each of them', async () => {
  const jobs = Array.from({ length: 200 }, (_, at) => jobOf(`s${at}`, { steps: ['budget-check'] }));
  let asked = 0;
  const ended = await execute(newSchedule(jobs, new Set(), limitsOf()), {
    interrupted: new AbortController().signal,
    stopAll: () => {},
    waiting: () => true,
    pending: () => undefined,
    gather: turn,
    left: () => {
      asked += 1;
      return new Map();
    },
    run: async () => turn().then(() => ({ end: 'done' })),
  });
  expect(standing(ended).reached).toHaveLength(200);
  expect(asked).toBeLessThan(10);
});
