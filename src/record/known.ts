import type { InboxEntry } from '../model/inbox.ts';
import type { JournalEntry } from '../model/record.ts';
import type { RunEntry } from './last-run.ts';

/** What is known of a journal's beginning without having read it: asked for as it is needed. */
export interface Known {
  readonly stories: readonly string[];
  readonly underWay: readonly string[];
  /** Of one story, its sessions too, in order. */
  entriesOf(story: string): readonly JournalEntry[];
  sessions(): readonly Entry<'session'>[];
  bases(): readonly Entry<'base'>[];
  suites(): readonly Entry<'suite'>[];
  waves(): readonly Entry<'wave'>[];
  /** With the number of sessions before each. */
  integrated(): readonly { readonly entry: Entry<'integrated'>; readonly sessions: number }[];
  burns(): readonly Entry<'alerted' | 'granted'>[];
  inbox(): readonly InboxEntry[];
  runsNewestFirst(): Iterable<RunEntry>;
}

type Entry<T extends JournalEntry['t']> = Extract<JournalEntry, { t: T }>;

export const NOTHING_KNOWN: Known = {
  stories: [],
  underWay: [],
  entriesOf: () => [],
  sessions: () => [],
  bases: () => [],
  suites: () => [],
  waves: () => [],
  integrated: () => [],
  burns: () => [],
  inbox: () => [],
  runsNewestFirst: () => [],
};
