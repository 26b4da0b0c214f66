import { expect, test } from 'vitest';
import type { Tokenizer } from '../../src/host/host.ts';
import { openTokenCache } from '../../src/record/token-cache.ts';
import { memoryFiles } from '../rig/memory-files.ts';

const FILE = '/repo/.xpar/tokens.json';

/** Counts characters, and remembers what it was asked. */
function counter(name = 'o200k'): Tokenizer & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name,
    asked,
    async count(text) {
      asked.push(text);
      return text.length;
    },
  };
}

test('a text is counted once, also across runs', async () => {
  const files = memoryFiles();
  const tokenizer = counter();
  const first = await openTokenCache(files, FILE, tokenizer);
  expect([await first.count('abc'), await first.count('abc'), await first.count('')]).toEqual([3, 3, 0]);
  await first.save();
  const second = await openTokenCache(files, FILE, tokenizer);
  expect([await second.count('abc'), await second.count('')]).toEqual([3, 0]);
  expect(tokenizer.asked).toEqual(['abc', '']);
});

test('nothing is written when nothing was newly counted', async () => {
  const files = memoryFiles();
  const cache = await openTokenCache(files, FILE, counter());
  await cache.save();
  expect(files.changes).toEqual([]);
  await cache.count('abc');
  await cache.save();
  await cache.count('abc');
  await cache.save();
  expect(files.changes).toEqual([`write ${FILE}`]);
});

test('another tokenizer counts for itself', async () => {
  const files = memoryFiles();
  const one = await openTokenCache(files, FILE, counter());
  await one.count('abc');
  await one.save();
  const other = counter('other');
  await (await openTokenCache(files, FILE, other)).count('abc');
  expect(other.asked).toEqual(['abc']);
});

test.each(['', '{', 'null', '[]', '3', '"text"'])('a cache that says %j is an empty one', async (text) => {
  const tokenizer = counter();
  const cache = await openTokenCache(memoryFiles({ [FILE]: text }), FILE, tokenizer);
  expect(await cache.count('abc')).toBe(3);
  expect(tokenizer.asked).toEqual(['abc']);
});

test('what is no count is counted again', async () => {
  const files = memoryFiles();
  const first = await openTokenCache(files, FILE, counter());
  await first.count('abc');
  await first.save();
  files.contents.set(FILE, files.contents.get(FILE)!.replace(':3', ':"many"'));
  expect(await (await openTokenCache(files, FILE, counter())).count('abc')).toBe(3);
});
