import fs from 'node:fs/promises';
import type { Tokenizer } from './host.ts';
import { bytePairCounter } from './byte-pairs.ts';
import { installedFile } from './installed.ts';
import { openRanks, packRanks, type RankTable } from './rank-table.ts';

/** The reference tokenizer (o200k). Its ranks are loaded by the first count. */
export function nodeTokenizer(): Tokenizer {
  let counter: Promise<(text: string) => number> | undefined;
  return {
    name: 'o200k_base',
    count: async (text) => {
      counter ??= ranks().then(bytePairCounter);
      return (await counter)(text);
    },
  };
}

/** Bundled they stand ready in a file; from js-tiktoken's text they take a third of a second. */
async function ranks(): Promise<RankTable> {
  const file = installedFile('o200k.ranks');
  const packed = file === undefined ? undefined : await fs.readFile(file).catch(() => undefined);
  const table = packed && openRanks(packed);
  return table ?? openRanks(packRanks((await import('js-tiktoken/ranks/o200k_base')).default))!;
}
