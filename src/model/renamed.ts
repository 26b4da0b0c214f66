import { shown } from './shown.ts';

/** A file that landed work gave another name. `by`: the story, or the commit where it was none's. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

/** `add renamed src/a.ts to src/b.ts` */
export function renamedText(all: readonly Renamed[]): string {
  return all.map(({ from, to, by }) => `${shown(by)} renamed ${shown(from)} to ${shown(to)}`).join('; ');
}
