import type { Renamed } from '../model/renamed.ts';
import { fenced, shown } from './brief.ts';

/** Work that did not merge with what stands, as the next session is told of it. */
export interface BriefConflict {
  /** `rebase`: both stand in the worktree, with markers. `again`: only what is integrated does. */
  readonly how: 'rebase' | 'again';
  readonly title: string;
  readonly paths: readonly string[];
  /** Stories whose landed work it is. */
  readonly others: readonly { readonly story: string; readonly title: string }[];
  /** Of the paths, where that is so. */
  readonly renamed?: readonly Renamed[];
  /** Places in conflict as git wrote them, cut to a length. */
  readonly hunks: string;
}

const MARKERS = 'Above `=======` stands what is integrated, below it your work.';

/** What to do about it: to bring both together where they stand, or to build the card on what is integrated. */
export function conflictText({ how, title, paths, others, renamed = [], hunks }: BriefConflict): string {
  const names = others.map((other) => `${shown(other.story)} ("${oneLine(other.title)}")`).join(', ');
  const whose = names === '' ? 'what is integrated meanwhile' : `what ${names} brought in meanwhile`;
  const task =
    how === 'rebase'
      ? `Rebase it: your worktree holds what is integrated with your work merged into it, and git's conflict markers in those files. ${MARKERS} Bring both together so that both keep what they promise, remove every marker, and change nothing else.`
      : `Rebasing it did not help. Your worktree holds what is integrated and nothing of your work: implement the card again on top of it, and keep what is there. ${MARKERS}`;
  const where = hunks === '' ? '' : `\n\n${fenced('', hunks)}`;
  const renames = renamed.map(({ from, to, by }) => `${shown(by)} renamed ${shown(from)} to ${shown(to)}`).join(', ');
  const moved = renamed.length === 0 ? '' : ` Meanwhile ${renames}: what you did there belongs into the new file.`;
  return `# Your work conflicts\n\nThis card ("${oneLine(title)}") was implemented and green alone. It does not merge with ${whose}, in ${paths.map(shown).join(', ')}.${moved} ${task}${where}`;
}

/** A title is a person's text: it stays on its line and in its quotes. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('"', "'")
    .trim();
}

const MOST_LINES = 200;
const MOST_CHARACTERS = 12_000;

/** The places in conflict of a file as git merged it, markers and all (`conflict-marker-size` may have them longer); empty where it has none. */
function hunksIn(text: string): string {
  return (text.match(/^<{7,} [\s\S]*?^>{7,} .*$/gm) ?? []).join('\n...\n');
}

/** Does a file hold markers that it did not hold before: of a whole place in conflict, or half of one that git wrote, which names a commit? */
export function addsMarkers(text: string, before = ''): boolean {
  const known = new Set(before.match(OWN));
  return placesIn(text) > placesIn(before) || text.match(OWN)?.some((one) => !known.has(one)) === true;
}

const OWN = /^(?:<{7,}|>{7,}) [0-9a-f]{40,64}(?=\r?$)/gm;
const IN_ORDER = [/^<{7,} /, /^={7,}\r?$/, /^>{7,} /] as const;

/** How many places in conflict: a heading of markdown may be underlined like the marker in the middle, so it takes all three, in their order. */
function placesIn(text: string): number {
  let [seen, places] = [0, 0];
  for (const line of text.split('\n')) {
    if (IN_ORDER[0].test(line)) seen = 1;
    else if (seen > 0 && IN_ORDER[seen]!.test(line)) seen += 1;
    if (seen < IN_ORDER.length) continue;
    places += 1;
    seen = 0;
  }
  return places;
}

/** Several files' places, each under its path, no more than a session should be charged for. */
export function boundedHunks(files: readonly { readonly path: string; readonly text: string }[]): string {
  const all = files.flatMap(({ path, text }) => {
    const hunks = hunksIn(text);
    return hunks === '' ? [] : [`${path}\n${hunks}`];
  });
  const lines = all.join('\n\n').split('\n');
  const kept = lines.slice(0, MOST_LINES).join('\n').slice(0, MOST_CHARACTERS);
  return kept.length < all.join('\n\n').length ? `${kept}\n... (the rest is cut off)` : kept;
}
