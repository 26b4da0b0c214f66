import { expect, test } from 'vitest';
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
