import { expect, test } from 'vitest';
import { Comers } from '../../../src/targets/waves/comers.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a wave waits for every lane that has set out, and for none that will not come', async () => {
  const comers = new Comers();
  await comers.all();
  const heard: string[] = [];
  comers.expect('add');
  comers.expect('double');
  const all = comers.all().then(() => heard.push('all'));
  comers.came('double');
  await soon();
  expect(heard).toEqual([]);
  comers.came('nobody');
  await soon();
  expect(heard).toEqual([]);
  comers.came('add');
  await all;
  expect(heard).toEqual(['all']);
  await comers.all();
});
