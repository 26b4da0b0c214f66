import { expect, test } from 'vitest';
import { oneAtATime } from '../../../src/targets/guard/one-at-a-time.ts';

test('works go one at a time in their order, what is urgent before all that waits, and a failure stops nobody', async () => {
  const turns = oneAtATime();
  const done: string[] = [];
  let busy = 0;
  const work =
    (name: string, fails = false) =>
    async (): Promise<string> => {
      expect(++busy).toBe(1);
      await new Promise(setImmediate);
      busy -= 1;
      done.push(name);
      if (fails) throw new Error(name);
      return name;
    };
  const all = [turns.last(work('first')), turns.last(work('second', true)), turns.last(work('third')), turns.next(work('look'))];
  const ended = await Promise.allSettled(all);
  expect(done).toEqual(['first', 'look', 'second', 'third']);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await turns.last(work('later'))).toBe('later');
  await expect(turns.next(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a work begins when whoever asked for it has its promise, and one that throws at once stops nobody', async () => {
  const turns = oneAtATime();
  let hasBegun = false;
  const first = turns.next(async () => (hasBegun = true));
  expect(hasBegun).toBe(false);
  expect(await first).toBe(true);
  const thrown = turns.last(() => {
    throw new Error('at once');
  });
  await expect(thrown).rejects.toThrow('at once');
  expect(await turns.last(async () => 'on')).toBe('on');
});
