import { createHash } from 'node:crypto';
import type { Files, Tokenizer } from '../host/host.ts';

/** Counts of text already counted, by content and tokenizer: a second look at the same cards never loads the tokenizer. */
export interface TokenCache {
  count(text: string): Promise<number>;
  /** Keeps what was newly counted; does nothing when nothing was. */
  save(): Promise<void>;
}

export async function openTokenCache(files: Files, file: string, tokenizer: Tokenizer): Promise<TokenCache> {
  const known = new Map(counts(await files.readText(file)));
  let grown = false;
  return {
    async count(text) {
      const key = createHash('sha256').update(`${tokenizer.name}\0`).update(text).digest('base64url').slice(0, 27);
      const seen = known.get(key);
      if (seen !== undefined) return seen;
      const tokens = await tokenizer.count(text);
      known.set(key, tokens);
      grown = true;
      return tokens;
    },
    async save() {
      if (!grown) return;
      await files.writeAtomic(file, JSON.stringify(Object.fromEntries(known)));
      grown = false;
    },
  };
}

/** A cache that cannot be read is an empty one, and what is no count in it was never counted. */
function counts(text: string | undefined): readonly (readonly [string, number])[] {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return Object.entries(value ?? {}).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1]));
  } catch {
    return [];
  }
}
