import type { Tokenizer } from './host.ts';
import { bytePairCounter } from './byte-pairs.ts';

/** The reference tokenizer (o200k). Its ranks are 2 MB and take a third of a second, so they are loaded by the first count. */
export function nodeTokenizer(): Tokenizer {
  let counter: Promise<(text: string) => number> | undefined;
  return {
    name: 'o200k_base',
    count: async (text) => {
      counter ??= import('js-tiktoken/ranks/o200k_base').then((ranks) => bytePairCounter(ranks.default));
      return (await counter)(text);
    },
  };
}
