import type { Verdicts } from '../model/history.ts';
import type { JournalEntry } from '../model/record.ts';

/** What people and gates said of each story, in the order in which the journal first has one. */
export function verdictsOf(entries: readonly JournalEntry[]): readonly Verdicts[] {
  const stories = new Map<string, Verdicts>();
  for (const entry of entries) {
    const change = changeBy(entry);
    if (change === undefined) continue;
    const before = stories.get(change.story) ?? { story: change.story, accepted: 0, rejected: 0, gates: { green: 0, of: 0 } };
    stories.set(change.story, change.how(before));
  }
  return [...stories.values()];
}

function changeBy(entry: JournalEntry): { readonly story: string; readonly how: (before: Verdicts) => Verdicts } | undefined {
  if (entry.t === 'accepted') return { story: entry.story, how: (one) => ({ ...one, accepted: one.accepted + 1 }) };
  if (entry.t === 'rejected') return { story: entry.story, how: (one) => ({ ...one, rejected: one.rejected + 1 }) };
  if ((entry.t !== 'done' && entry.t !== 'failed') || entry.step !== 'gate') return undefined;
  const green = entry.t === 'done' ? 1 : 0;
  return {
    story: entry.story,
    how: (one) => ({ ...one, gates: { green: one.gates.green + green, of: one.gates.of + 1 } }),
  };
}
