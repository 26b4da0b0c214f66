import { expect, test } from 'vitest';
import { memo } from '../../src/host/memo.ts';

const ID = 'a'.repeat(40);
const OTHER = 'b'.repeat(64);

function counter(): () => Promise<number> {
  let asked = 0;
  return () => Promise.resolve(++asked);
}

test('what is named for good is asked once, also by two at the same moment', async () => {
  const of = memo<number>(2);
  const ask = counter();
  expect(await Promise.all([of([ID, OTHER], 'k', ask), of([ID, OTHER], 'k', ask)])).toEqual([1, 1]);
  expect(await of([ID, OTHER], 'k', ask)).toBe(1);
  expect(await of([ID, OTHER], 'another', ask)).toBe(2);
});

test.each(['HEAD', 'main', `${ID}^1`, ID.slice(1), ''])(
  '%j may stand for something else tomorrow, and is asked each time',
  async (name) => {
    const of = memo<number>(2);
    const ask = counter();
    await of([ID, name], 'k', ask);
    expect(await of([ID, name], 'k', ask)).toBe(2);
  },
);

test('a question that failed is asked again', async () => {
  const of = memo<number>(2);
  await expect(of([ID], 'k', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
  expect(await of([ID], 'k', () => Promise.resolve(7))).toBe(7);
});

test('only the latest answers are kept', async () => {
  const of = memo<number>(2);
  const ask = counter();
  for (const key of ['one', 'two', 'one', 'three', 'one', 'two']) await of([ID], key, ask);
  expect(await ask()).toBe(5);
});
