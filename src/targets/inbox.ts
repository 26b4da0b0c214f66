import type { Host } from '../host/host.ts';
import type { Asked, InboxEntry } from '../model/inbox.ts';
import type { Decision } from '../model/target.ts';
import { leaveAnswer } from '../record/answer-files.ts';
import { notAPerson } from './as-person.ts';
import { asWriter } from './as-writer.ts';
import type { Survey } from './intent.ts';
import type { Got } from './read-project.ts';

/** What waits for a person. */
export interface Inbox {
  /** Asked by agents and not answered, of cards as they stand. */
  readonly open: readonly Asked[];
  /** Allowed for good, of cards as they stand. */
  readonly standing: readonly Asked[];
  /** Stories that are held, or were handed back, for another reason. */
  readonly held: readonly { readonly story: string; readonly decision: Decision }[];
}

export function inboxOf({ project, measured, plan }: Survey): Inbox {
  const decisions = new Map(plan.stories.map(({ story, decisions: own }) => [story.id, own]));
  const isCurrent = ({ story, key }: Asked): boolean =>
    measured.get(story)?.key === key && decisions.get(story)?.integrate.state !== 'fresh';
  const current = project.store.state.inbox.filter(isCurrent);
  const open = current.filter(({ answer }) => answer === undefined);
  const asked = new Set(open.map(({ story }) => story));
  return {
    open,
    standing: current.filter(({ answer }) => answer?.allow === true && answer.always === true),
    held: plan.stories.flatMap(({ story, decisions: own }) => {
      const decision = own.integrate.state === 'held' ? own.integrate : own.implement;
      return isForPerson(decision) && !asked.has(story.id) ? [{ story: story.id, decision }] : [];
    }),
  };
}

/** What a card says of itself (a draft) waits for nobody. */
function isForPerson({ state, reason }: Decision): boolean {
  if (state === 'held') return reason.code !== 'not-ready';
  return state === 'stale' && reason.code === 'parked' && reason.why.by !== 'answer';
}

export interface Answering {
  readonly id: string;
  readonly allow: boolean;
  readonly always?: boolean;
  readonly why?: string;
  /** The command line, for the lock's holder. */
  readonly command: string;
}

/** `taken`: it is in the journal. `left`: a build is running, and takes it up. */
export type Answered = { readonly item: Asked; readonly how: 'taken' | 'left' };

/** A person's answer: it counts from the moment its file stands, and is entered in the journal by its writer. */
export async function answerItem(host: Host, { project, measured, plan }: Survey, given: Answering): Promise<Got<Answered>> {
  const refusal = notAPerson(host);
  if (refusal) return { ok: false, problems: [refusal] };
  const { open, standing } = inboxOf({ project, measured, plan, findings: [] });
  const { id, allow, always, why, command } = given;
  // What was allowed for good can be taken back.
  const item = [...open, ...(allow ? [] : standing)].find((one) => one.id === id);
  if (item === undefined) {
    const expected = open.length === 0 ? 'nothing waits for an answer' : `one of ${open.map((one) => one.id).join(', ')}`;
    return { ok: false, problems: [{ reason: 'bad-argument', name: 'item', found: id, expected }] };
  }
  const entry: Extract<InboxEntry, { t: 'inbox-answered' }> = {
    t: 'inbox-answered',
    at: host.clock.now(),
    id,
    answer: { allow, by: 'person', ...(always === true ? { always } : {}), ...(why === undefined ? {} : { why }) },
  };
  await leaveAnswer(host.files, project.store.layout, entry);
  // Whoever writes takes what lies there: where nobody does, that is us.
  const written = await asWriter(host, project, command, async () => ({ ok: true, value: undefined }));
  if (written.ok) return { ok: true, value: { item, how: 'taken' } };
  const isBusy = written.problems.every(({ reason }) => reason === 'build-running');
  return isBusy ? { ok: true, value: { item, how: 'left' } } : written;
}
