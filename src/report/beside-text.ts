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

/** `login (same files: src/a and src/**)` */
export function apartText({ story, because, globs = [] }: ApartLike): string {
  const where = globs.length === 0 ? '' : `: ${globs.map(shown).join(' and ')}`;
  return `${shown(story)} (${APART[because]}${where})`;
}

/** Beside whom each may run, or not, and why. */
export function besideText(
  rows: readonly { readonly story: { readonly id: string }; readonly apart: readonly ApartLike[] }[],
): string {
  return rows
    .map((row) => {
      const apart = row.apart.map(apartText);
      return `${shown(row.story.id)}  ${apart.length === 0 ? 'beside any' : `not beside ${apart.join(', ')}`}`;
    })
    .join('\n');
}
