import type { Asked, InboxEntry, InboxItem } from '../model/inbox.ts';
import type { JournalEntry, State } from '../model/record.ts';
import { openRuns } from './last-run.ts';

export function isOfInbox(entry: JournalEntry): entry is InboxEntry {
  return entry.t === 'inbox-opened' || entry.t === 'inbox-answered' || entry.t === 'inbox-taken';
}

/** The inbox after one more entry: pure. An answer to nothing changes nothing. */
export function inboxAfter(inbox: readonly Asked[], entry: InboxEntry): readonly Asked[] {
  switch (entry.t) {
    case 'inbox-opened':
      return [...inbox, { ...entry.item, at: entry.at, run: entry.run, isTaken: false }];
    case 'inbox-answered':
      if (inbox.some((one) => one.id === entry.id && isOver(one))) return inbox;
      return change(inbox, entry.id, (one) => ({ ...one, answer: { ...entry.answer, at: entry.at } }));
    case 'inbox-taken':
      return change(inbox, entry.id, (one) => ({ ...one, isTaken: true }));
  }
}

/** A build's question that was answered, or is not asked any more: no later word changes that. */
export function isOver({ asking, answer, isTaken }: Asked): boolean {
  return asking.about === 'question' && (answer !== undefined || isTaken);
}

/** The question of a build that is under way, or was cut off, that nobody has answered. */
export function isOpenQuestion(one: Asked, state: Pick<State, 'lastRun'>): boolean {
  return one.asking.about === 'question' && !isOver(one) && openRuns(state).includes(one.run);
}

function change(inbox: readonly Asked[], id: string, how: (one: Asked) => Asked): readonly Asked[] {
  return inbox.map((one) => (one.id === id ? how(one) : one));
}

/** The name of the next item. */
export function nextItem({ inbox }: Pick<State, 'inbox'>): string {
  const last = Math.max(0, ...inbox.map(({ id }) => Number(id.slice(2))));
  return `A-${last + 1}`;
}

/** Questions about contracts, by their ADR's id, that keep stories from going on: nobody answered, or agreed and edited nothing. */
export function openDrifts({ inbox }: Pick<State, 'inbox'>, contractOf: (adr: string) => string | undefined): readonly Asked[] {
  return inbox.filter(
    ({ asking, answer }) =>
      asking.about === 'drift' && asking.contract === contractOf(asking.adr) && (answer === undefined || answer.allow),
  );
}

/** Items of a story as its card now stands. */
export function itemsOf({ inbox }: Pick<State, 'inbox'>, { story, key }: Pick<InboxItem, 'story' | 'key'>): readonly Asked[] {
  return inbox.filter((one) => one.story === story && one.key === key);
}
