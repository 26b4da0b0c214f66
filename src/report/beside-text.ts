import { shown } from '../model/shown.ts';

/** A story that another may not run beside: the shape of plan/'s Apart. */
export interface ApartLike {
  readonly story: string;
  readonly because: 'needs' | 'needed-by' | 'same-files' | 'files-unknown' | 'hotspot';
  readonly globs?: readonly string[];
}

const APART: Readonly<Record<ApartLike['because'], string>> = {
  needs: 'which it needs',
  'needed-by': 'which needs it',
  'same-files': 'same files',
  'files-unknown': 'files not declared',
  hotspot: 'same hotspot',
};

/** So many who are kept apart for the same reason are all named; of more some are, and the number. */
const ALL_NAMED = 6;
const SOME_NAMED = 3;

/** `login (same files: src/a and src/**)` */
export function apartText({ story, ...why }: ApartLike): string {
  return `${shown(story)} (${whyText(why)})`;
}

function whyText({ because, globs = [] }: Omit<ApartLike, 'story'>): string {
  return `${APART[because]}${globs.length === 0 ? '' : `: ${globs.map(shown).join(' and ')}`}`;
}

/** Beside whom each may run, or not, and why. */
export function besideText(
  rows: readonly { readonly story: { readonly id: string }; readonly apart: readonly ApartLike[] }[],
): string {
  return rows
    .map((row) => {
      const apart = apartTexts(row.apart);
      return `${shown(row.story.id)}  ${apart.length === 0 ? 'beside any' : `not beside ${apart.join(', ')}`}`;
    })
    .join('\n');
}

/** Each with its reason; of many with one reason some, at the place of the first. */
function apartTexts(apart: readonly ApartLike[]): readonly string[] {
  if (apart.length <= ALL_NAMED) return apart.map(apartText);
  return [...Map.groupBy(apart, whyText)].flatMap(([why, group]) => {
    if (group.length <= ALL_NAMED) return group.map(apartText);
    const names = group.slice(0, SOME_NAMED).map(({ story }) => shown(story));
    return [`${names.join(', ')} and ${group.length - SOME_NAMED} more (each: ${why})`];
  });
}
