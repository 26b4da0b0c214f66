import type { Adr, Story } from './card.ts';
import type { ReadProblem } from './problem.ts';

/** How a file looked: size in bytes, time of content and of metadata in ms with fractions, inode. */
export type Look = readonly [size: number, contentMs: number, metadataMs: number, inode: number];

/** What reading one markdown file gave. No card and no problem of weight: it is none of ours. */
export interface Reading {
  /** Relative to the top of the checkout. */
  readonly file: string;
  readonly story?: Story;
  readonly adr?: Adr;
  readonly problems: readonly ReadProblem[];
  /** Of the file's bytes; absent where they could not be read. */
  readonly digest?: string;
}

/** Readings of earlier commands, so that only what changed is parsed. */
export interface CardMemory {
  /** What was read of this file the last time; `same` where its look says that it has not changed since. */
  recall(file: string, look: Look): { readonly reading: Reading; readonly same: boolean } | undefined;
}

export const NO_MEMORY: CardMemory = { recall: () => undefined };
