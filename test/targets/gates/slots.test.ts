import { expect, test } from 'vitest';
import { newInLine } from '../../../src/targets/run/in-line.ts';
import { slots } from '../../../src/targets/gates/slots.ts';

test('as many run at once as may, in the order in which they came, also after one that failed', async () => {
  const inSlot = slots();
  const log: number[] = [];
  let [underWay, most] = [0, 0];
  const all = Array.from({ length: 9 }, (_, at) =>
    inSlot(2, async () => {
      log.push(at);
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      if (at === 3) throw new Error('red');
    }),
  );
  const ends = await Promise.allSettled(all);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect([log, most]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], 2]);
});

test('what waits for a slot with nothing of its own under way is counted as waiting, and nothing else is', async () => {
  const inSlot = slots();
  let now = 0;
  const [mine, others] = [newInLine({ monotonicMs: () => now }), newInLine({ monotonicMs: () => now })];
  const works = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const [theirs, first, second] = works.map(({ promise }, at) => inSlot(1, () => promise, at === 0 ? others : mine));
  const end = async (at: number, work: Promise<void> | undefined): Promise<void> => {
    now = at;
    works.shift()!.resolve();
    await work;
    await new Promise(setImmediate);
  };
  await end(100, theirs);
  await end(130, first);
  await end(170, second);
  expect([mine.told(), others.told()]).toEqual([{ waitedMs: 100 }, {}]);
});
