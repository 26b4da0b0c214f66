import type { RankTable } from './rank-table.ts';

/** A piece longer than this is cut: merging has to stay cheap on text without breaks. */
const MAX_PIECE_BYTES = 8192;
/** The pattern is matched against blocks of this many UTF-16 units: V8 overflows its stack on longer unbroken runs. */
const BLOCK_UNITS = 1 << 20;
const CACHED_PIECE_BYTES = 64;
const CACHED_PIECES = 100_000;
/** V8 copies substrings shorter than this. */
const SLICED_UNITS = 13;
const NO_RANK = -1;

/**
 * Counts the tokens of a text in a byte-pair encoding, special tokens read as plain text. Never throws: a lone
 * surrogate counts as U+FFFD. Exact for pieces up to 8 kB; a longer one counts a few tokens more than its encoding has.
 */
export function bytePairCounter(ranks: RankTable): (text: string) => number {
  const pattern = new RegExp(ranks.pattern, 'gu');
  const merge = merger(ranks);
  const cache = new Map<string, number>();
  const scratch = new Uint8Array(MAX_PIECE_BYTES);
  const countPiece = (piece: string): number => {
    const isPlain = piece.length <= MAX_PIECE_BYTES && writeAscii(piece, scratch);
    if (isPlain && ranks.rank(scratch, 0, piece.length) !== NO_RANK) return 1;
    const known = cache.get(piece);
    if (known !== undefined) return known;
    const encoded = isPlain ? undefined : Buffer.from(piece, 'utf8');
    const bytes = encoded ?? scratch.subarray(0, piece.length);
    const count = ranks.rank(bytes, 0, bytes.length) === NO_RANK ? countCut(bytes, merge) : 1;
    if (bytes.length <= CACHED_PIECE_BYTES) {
      if (cache.size >= CACHED_PIECES) cache.clear();
      // A fresh copy: a long `piece` is a slice that would keep the whole text alive.
      cache.set(piece.length < SLICED_UNITS ? piece : Buffer.from(piece, 'utf8').toString('utf8'), count);
    }
    return count;
  };
  return (text) => {
    let total = 0;
    for (const block of blocks(text)) for (const piece of block.match(pattern) ?? []) total += countPiece(piece);
    return total;
  };
}

/** Where a text is ASCII its bytes are its characters: written, and true. */
function writeAscii(text: string, to: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return false;
    to[at] = unit;
  }
  return true;
}

/** Cuts after a line end where there is one near the end of a block, and never inside a surrogate pair. */
function* blocks(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > BLOCK_UNITS) {
    const lineEnd = text.lastIndexOf('\n', start + BLOCK_UNITS - 1) + 1;
    const end = lineEnd > start + BLOCK_UNITS / 2 ? lineEnd : start + BLOCK_UNITS;
    const safe = isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
    yield text.slice(start, safe);
    start = safe;
  }
  yield text.slice(start);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function countCut(bytes: Uint8Array, merge: (bytes: Uint8Array) => number): number {
  let count = 0;
  for (let start = 0; start < bytes.length; start += MAX_PIECE_BYTES)
    count += merge(bytes.subarray(start, start + MAX_PIECE_BYTES));
  return count;
}

/**
 * Joins the neighbours of lowest rank, leftmost first, until none has a rank; gives the number of parts left. Parts are
 * a linked list over byte positions; pairs wait in a heap, keyed by rank and then position, and are skipped when one of
 * their halves has grown since.
 */
function merger(ranks: RankTable): (bytes: Uint8Array) => number {
  const next = new Int32Array(MAX_PIECE_BYTES + 1);
  const previous = new Int32Array(MAX_PIECE_BYTES + 1);
  const pairRank = new Int32Array(MAX_PIECE_BYTES);
  const heap = new MinHeap(3 * MAX_PIECE_BYTES);
  return (bytes) => {
    heap.clear();
    const rankPair = (at: number): void => {
      const second = next[at]!;
      const rank = second < bytes.length ? ranks.rank(bytes, at, next[second]!) : NO_RANK;
      pairRank[at] = rank;
      if (rank !== NO_RANK) heap.push(rank * MAX_PIECE_BYTES + at);
    };
    for (let at = 0; at <= bytes.length; at++) {
      next[at] = at + 1;
      previous[at] = at - 1;
    }
    for (let at = 0; at < bytes.length; at++) rankPair(at);
    let parts = bytes.length;
    for (let key = heap.pop(); key !== undefined; key = heap.pop()) {
      const at = key % MAX_PIECE_BYTES;
      if (pairRank[at] !== (key - at) / MAX_PIECE_BYTES) continue;
      const second = next[at]!;
      pairRank[second] = NO_RANK;
      next[at] = next[second]!;
      previous[next[at]] = at;
      parts--;
      rankPair(at);
      if (at > 0) rankPair(previous[at]!);
    }
    return parts;
  };
}

/** A binary heap of 31-bit keys (rank below 2^18, position below 2^13). */
class MinHeap {
  readonly #keys: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Int32Array(capacity);
  }

  clear(): void {
    this.#size = 0;
  }

  push(key: number): void {
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#keys[parent]! <= key) break;
      this.#keys[hole] = this.#keys[parent]!;
      hole = parent;
    }
    this.#keys[hole] = key;
  }

  pop(): number | undefined {
    if (this.#size === 0) return undefined;
    const top = this.#keys[0]!;
    const last = this.#keys[--this.#size]!;
    let hole = 0;
    for (let child = 1; child < this.#size; child = 2 * hole + 1) {
      if (child + 1 < this.#size && this.#keys[child + 1]! < this.#keys[child]!) child++;
      if (this.#keys[child]! >= last) break;
      this.#keys[hole] = this.#keys[child]!;
      hole = child;
    }
    this.#keys[hole] = last;
    return top;
  }
}
