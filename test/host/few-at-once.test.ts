import { expect, test } from 'vitest';
import { fewAtOnce } from '../../src/host/few-at-once.ts';

test('however many ask, few are under way, and all get their turn', async () => {
  const turn = fewAtOnce();
  let underWay = 0;
  let most = 0;
  const done = await Promise.all(
    Array.from({ length: 500 }, (_, index) =>
      turn(async () => {
        most = Math.max(most, ++underWay);
        await new Promise(setImmediate);
        underWay--;
        return index;
      }),
    ),
  );
  expect(done).toEqual(Array.from({ length: 500 }, (_, index) => index));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(20);
});

test('a call that failed makes room for the next', async () => {
  const turn = fewAtOnce();
  const failing = Array.from({ length: 50 }, () => turn(() => Promise.reject(new Error('no'))).catch(() => 'failed'));
  expect(new Set(await Promise.all(failing))).toEqual(new Set(['failed']));
  expect(await turn(() => Promise.resolve('went'))).toBe('went');
});

test('where no file can be opened at the moment, the call is made again', async () => {
  const turn = fewAtOnce();
  let calls = 0;
  const call = async (): Promise<string> => {
    if (++calls < 3) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
    return 'opened';
  };
  expect(await turn(call)).toBe('opened');
  calls = -100;
  await expect(turn(call)).rejects.toThrow('EMFILE');
});
