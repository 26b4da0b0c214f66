import type { JournalEntry, State } from '../model/record.ts';

type Entry<T extends JournalEntry['t']> = Extract<JournalEntry, { t: T }>;

/** A session as the state keeps it. */
export function sessionOf({ session, run, at, key }: Entry<'session'>): State['sessions'][number] {
  return { ...session, run, at, key };
}

/** A landing, with the number of sessions before it. */
export function integration({ story, at, run }: Entry<'integrated'>, sessions: number): State['integrations'][number] {
  return { story, at, run, sessions };
}

/** Only a green suite is worth remembering. */
export function judged(suites: Map<string, { digest: string }>, { ok, tree, gates, digest }: Entry<'suite'>): void {
  if (ok) suites.set(`${tree} ${gates}`, { digest });
}
