/** The tokens of an encoding with their ranks, as one block of bytes: opened without reading it through. */
export interface RankTable {
  /** Splits text into the pieces that are encoded one by one. */
  readonly pattern: string;
  /** Rank of the token that `bytes` are from `start` to `end`; -1 where they are none. */
  rank(bytes: Uint8Array, start: number, end: number): number;
}

/** A rank set as js-tiktoken ships it: the splitting pattern, and base64 byte strings in order of their ranks. */
export interface RankSet {
  readonly pat_str: string;
  /** Lines of `<ignored> <first rank> <base64> <base64> ...`. */
  readonly bpe_ranks: string;
}

const MAGIC = 0x78706172;
const HEAD = 5;
const NO_RANK = -1;

/** Head, offsets of the tokens, their ranks, slots by hash (a token's number from 1, or 0), the tokens' bytes, the pattern. */
export function packRanks({ pat_str: pattern, bpe_ranks: lines }: RankSet): Uint8Array {
  const tokens: Buffer[] = [];
  const ranks: number[] = [];
  for (const line of lines.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    for (const [index, token] of encoded.entries()) {
      tokens.push(Buffer.from(token, 'base64'));
      ranks.push(Number(first) + index);
    }
  }
  const slots = slotsFor(tokens);
  const offsets = new Uint32Array(tokens.length + 1);
  for (const [at, token] of tokens.entries()) offsets[at + 1] = offsets[at]! + token.length;
  const tail = Buffer.from(pattern);
  const head = Uint32Array.of(MAGIC, tokens.length, slots.length, offsets.at(-1)!, tail.length);
  const numbers = [head, offsets, Uint32Array.from(ranks), slots].map((one) => Buffer.from(one.buffer));
  return Buffer.concat([...numbers, ...tokens, tail]);
}

function slotsFor(tokens: readonly Uint8Array[]): Uint32Array {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * tokens.length + 1)));
  for (const [at, token] of tokens.entries()) {
    let slot = hashOf(token, 0, token.length) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = at + 1;
  }
  return slots;
}

/** Undefined for bytes that are no such table, or one of a machine that writes its numbers the other way round. */
export function openRanks(packed: Uint8Array): RankTable | undefined {
  // Numbers of four bytes are read where they stand, which has to be at a multiple of four.
  const block = packed.byteOffset % 4 === 0 ? packed : Uint8Array.from(packed);
  const numbersFrom = (at: number, count: number): Uint32Array => new Uint32Array(block.buffer, block.byteOffset + 4 * at, count);
  if (block.length < 4 * HEAD) return undefined;
  const [magic, tokens, size, bytesLength, patternLength] = numbersFrom(0, HEAD) as unknown as number[];
  const numbers = HEAD + 2 * tokens! + 1 + size!;
  if (magic !== MAGIC || block.length !== 4 * numbers + bytesLength! + patternLength!) return undefined;
  const offsets = numbersFrom(HEAD, tokens! + 1);
  const ranks = numbersFrom(HEAD + tokens! + 1, tokens!);
  const slots = numbersFrom(HEAD + 2 * tokens! + 1, size!);
  const texts = block.subarray(4 * numbers, 4 * numbers + bytesLength!);
  const mask = size! - 1;
  return {
    pattern: Buffer.from(block.subarray(4 * numbers + bytesLength!)).toString(),
    rank(bytes, start, end) {
      for (let slot = hashOf(bytes, start, end) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
        const token = slots[slot]! - 1;
        const from = offsets[token]!;
        if (offsets[token + 1]! - from !== end - start) continue;
        let at = start;
        while (at < end && bytes[at] === texts[from + at - start]) at++;
        if (at === end) return ranks[token]!;
      }
      return NO_RANK;
    },
  };
}

/** FNV-1a, with its high bits folded in. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
