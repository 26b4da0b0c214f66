import type { ClashEnd } from '../model/history.ts';
import type { JournalEntry } from '../model/record.ts';

/** Every clash that waves told of, and whether the rung it came to settled it: its story came in before it clashed again. */
export function clashEnds(entries: readonly JournalEntry[]): readonly ClashEnd[] {
  const ends: ClashEnd[] = [];
  for (const [at, entry] of entries.entries()) {
    if (entry.t !== 'wave') continue;
    for (const clash of entry.clashes ?? []) {
      const next = entries.slice(at + 1).find((later) => concerns(later, clash.story));
      ends.push({ ...clash, at: entry.at, isSettled: entry.landed.includes(clash.story) || next?.t === 'integrated' });
    }
  }
  return ends;
}

function concerns(entry: JournalEntry, story: string): boolean {
  if (entry.t === 'wave') return entry.clashes?.some((clash) => clash.story === story) === true;
  return entry.t === 'integrated' && entry.story === story;
}
