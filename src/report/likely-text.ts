import type { LikelyFile, MayOverlap } from '../model/likely.ts';
import { shown } from '../model/shown.ts';

const SHOWN = 4;

/** `login  src/auth.ts (named), test/auth.test.ts (changes with src/auth.ts: 7 of 9); may overlap logout (src/auth.ts)` */
export function likelyText(
  rows: readonly {
    readonly story: { readonly id: string };
    readonly likely?: readonly LikelyFile[];
    readonly mayOverlap?: readonly MayOverlap[];
  }[],
): string {
  return rows
    .filter(({ likely, mayOverlap = [] }) => likely !== undefined || mayOverlap.length > 0)
    .map(({ story, likely, mayOverlap = [] }) => {
      const files = likely === undefined ? [] : [likely.length === 0 ? 'nothing to go by' : few(likely.map(fileText))];
      const others = mayOverlap.length === 0 ? [] : [`may overlap ${few(mayOverlap.map(overlapText))}`];
      return `${shown(story.id)}  ${[...files, ...others].join('; ')}`;
    })
    .join('\n');
}

function fileText(one: LikelyFile): string {
  switch (one.because) {
    case 'named':
      return `${shown(one.glob)} (named)`;
    case 'keyword':
      return `${shown(one.glob)} (its word '${shown(one.word)}')`;
    case 'changes-with':
      return `${shown(one.glob)} (changes with ${shown(one.file)}: ${one.support} of ${one.among})`;
  }
}

function overlapText({ story, globs }: MayOverlap): string {
  return `${shown(story)} (${few(globs.map(shown))})`;
}

function few(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return more > 0 ? `${texts.slice(0, SHOWN).join(', ')} and ${more} more` : texts.join(', ');
}
