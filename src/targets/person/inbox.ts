import type { Host } from '../../host/host.ts';
import type { Answer, Asked } from '../../model/inbox.ts';
import type { Decision } from '../../model/target.ts';
import { leaveAnswer } from '../../record/answer-files.ts';
import { isOpenQuestion } from '../../record/inbox.ts';
import { heardFirst, moreIn, overBefore, type Answering } from './answer-question.ts';
import { notAPerson } from '../project/as-person.ts';
import { asWriter } from '../project/as-writer.ts';
import type { Survey } from '../choose/intent.ts';
import type { Got } from '../project/read-project.ts';

/** What waits for a person. */
export interface Inbox {
  /** Asked by agents and not answered, of cards as they stand; and by the build that is under way. */
  readonly open: readonly Asked[];
  /** Allowed for good, of cards as they stand. */
  readonly standing: readonly Asked[];
  /** Stories that are held, or were handed back, for another reason. */
  readonly held: readonly { readonly story: string; readonly decision: Decision }[];
}

export function inboxOf({ project, measured, plan }: Survey): Inbox {
  const decisions = new Map(plan.stories.map(({ story, decisions: own }) => [story.id, own]));
  const { state } = project.store;
  const isCurrent = (item: Asked): boolean =>
    item.asking.about === 'question'
      ? isOpenQuestion(item, state)
      : measured.get(item.story)?.key === item.key && decisions.get(item.story)?.integrate.state !== 'fresh';
  const current = state.inbox.filter(isCurrent);
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

/** What a card says of itself (a draft), or a person said of it, waits for nobody; of a story behind one that is held, that one tells. */
function isForPerson({ state, reason }: Decision): boolean {
  if (state === 'held' && reason.code === 'waits-for') return reason.held === undefined;
  if (state === 'held') return reason.code !== 'not-ready' && reason.code !== 'abandoned';
  return state === 'stale' && reason.code === 'parked' && reason.why.by !== 'answer';
}

/** `taken`: it is in the journal. `left`: a build is running, and takes it up. */
export type Answered = { readonly item: Asked; readonly how: 'taken' | 'left' };

/** A person's answer: it counts from the moment its file stands, and is entered in the journal by its writer. */
export async function answerItem(host: Host, survey: Survey, given: Answering): Promise<Got<Answered>> {
  const refusal = notAPerson(host);
  if (refusal) return { ok: false, problems: [refusal] };
  const found = itemAsked(survey, given);
  if (!found.ok) return found;
  const { item, answer } = found.value;
  const { project } = survey;
  await leaveAnswer(host.files, project.store.layout, { t: 'inbox-answered', at: host.clock.now(), id: item.id, answer });
  // Whoever writes takes what lies there: where nobody does, that is us.
  const written = await asWriter(host, project, given.command, async () => ({ ok: true, value: undefined }));
  if (written.ok) return { ok: true, value: { item, how: 'taken' } };
  const isBusy = written.problems.every(({ reason }) => reason === 'build-running');
  if (!isBusy) return written;
  const first = item.asking.about === 'question' ? await heardFirst(host, project.store, item, answer) : undefined;
  return first ? { ok: false, problems: [first] } : { ok: true, value: { item, how: 'left' } };
}

/** The item that is meant, and the answer to it. What was allowed for good can be taken back. */
function itemAsked(survey: Survey, given: Answering): Got<{ readonly item: Asked; readonly answer: Answer }> {
  const { open, standing } = inboxOf(survey);
  const { id, allow, always, why } = given;
  const item = [...open, ...(allow ? [] : standing)].find((one) => one.id === id);
  if (item === undefined) {
    const over = overBefore(survey.project.store.state.inbox.find((one) => one.id === id));
    const expected = open.length === 0 ? 'nothing waits for an answer' : `one of ${open.map((one) => one.id).join(', ')}`;
    return { ok: false, problems: [over ?? { reason: 'bad-argument', name: 'item', found: id, expected }] };
  }
  const amount = moreIn(item, given);
  if ('reason' in amount) return { ok: false, problems: [amount] };
  const words = { ...(always === true ? { always } : {}), ...(why === undefined ? {} : { why }) };
  return { ok: true, value: { item, answer: { allow, by: 'person', ...words, ...amount } } };
}
