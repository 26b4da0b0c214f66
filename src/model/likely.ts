/** What a card that declares no `files` is likely to touch, and what says so. A hint: it orders and warns, and locks nothing. */
export type LikelyFile = { readonly glob: string } & (
  | { readonly because: 'named' | 'keyword'; readonly word: string }
  /** `support` of the `among` commits that changed `file` changed this one too. */
  | { readonly because: 'changes-with'; readonly file: string; readonly support: number; readonly among: number }
);

/** A story that another may meet in these files, as far as can be guessed. */
export interface MayOverlap {
  readonly story: string;
  readonly globs: readonly string[];
}
