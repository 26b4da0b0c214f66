import fc from 'fast-check';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { expect, test } from 'vitest';
import { openRanks, packRanks } from '../../src/host/rank-table.ts';

const packed = packRanks(o200k);
const table = openRanks(packed)!;

/** The tokens as js-tiktoken has them, by their bytes. */
function tokens(): Map<string, number> {
  const all = new Map<string, number>();
  for (const line of o200k.bpe_ranks.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    for (const [index, token] of encoded.entries())
      all.set(Buffer.from(token, 'base64').toString('latin1'), Number(first) + index);
  }
  return all;
}

test('every token of the encoding has its rank, and the pattern is kept', () => {
  const wrong: string[] = [];
  for (const [text, rank] of tokens()) {
    const bytes = Buffer.from(`x${text}x`, 'latin1');
    if (table.rank(bytes, 1, bytes.length - 1) !== rank) wrong.push(text);
  }
  expect(wrong).toEqual([]);
  expect(table.pattern).toBe(o200k.pat_str);
});

test('bytes that are no token have no rank', () => {
  const known = tokens();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 6 }), (bytes) => {
      expect(table.rank(bytes, 0, bytes.length)).toBe(known.get(Buffer.from(bytes).toString('latin1')) ?? -1);
    }),
  );
});

test('a table that is cut, longer, or something else is none', () => {
  expect(openRanks(packed.subarray(0, -1))).toBeUndefined();
  expect(openRanks(Buffer.concat([packed, Buffer.from('x')]))).toBeUndefined();
  expect(openRanks(Buffer.from('not a table of ranks'))).toBeUndefined();
  expect(openRanks(new Uint8Array())).toBeUndefined();
});

test('a table may stand at any place in memory', () => {
  const shifted = Buffer.concat([Buffer.from('x'), packed]).subarray(1);
  expect(openRanks(shifted)!.rank(Buffer.from('the'), 0, 3)).toBe(table.rank(Buffer.from('the'), 0, 3));
});
