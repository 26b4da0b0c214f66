import { storyOfBudget, type Ask, type Question } from '../../model/allowance.ts';
import { moreOf, type Answer, type AnsweredAt } from '../../model/inbox.ts';
import { isOpenQuestion } from '../../record/inbox.ts';
import type { Build } from '../run/build.ts';
import type { InboxItems } from '../person/inbox-items.ts';

/** How often the inbox is looked into while a question stands. */
const LOOK_MS = 200;

/** What is asked, and what comes of it. */
export interface Asked {
  readonly question: Question;
  /** Of the story's `what`, where only one is asked about. */
  readonly key: string;
  /** There is nothing to decide any more: looked at when its turn comes, and while nobody but the inbox is asked. */
  readonly isMoot: () => boolean;
  readonly answered: (word: Word) => void;
}

/** The first answer, and where it was given. */
export interface Word {
  readonly more?: number;
  readonly by: AnsweredAt;
}

type Asking = Pick<Build, 'tell' | 'interrupted' | 'host' | 'project'> & { readonly items: InboxItems };

/**
 * Questions to a person, each by a name under which it is asked only once until it is answered. Each is an item of the inbox; at a
 * terminal they are also asked there, one at a time, for as long as it takes. Without one they stand for `timeouts.approval`.
 */
export class Questions {
  readonly #build: Asking;
  readonly #ask: Ask | undefined;
  readonly #open = new Map<string, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  constructor(build: Asking, ask?: Ask) {
    this.#build = build;
    this.#ask = ask;
  }

  put(id: string, asked: Asked): void {
    if (this.#open.has(id)) return;
    this.#last = this.#ask ? this.#last.then(() => this.#turn(id, asked)) : this.#turn(id, asked);
    this.#open.set(id, this.#last);
  }

  /** Resolves when that question is answered; at once where it is not asked. */
  async answer(id: string): Promise<void> {
    await this.#open.get(id);
  }

  /** Resolves when any is answered; undefined where none is open. */
  pending(): Promise<void> | undefined {
    return this.#open.size === 0 ? undefined : Promise.race(this.#open.values());
  }

  async #turn(id: string, asked: Asked): Promise<void> {
    // Whoever puts it is not done yet.
    await Promise.resolve();
    const { interrupted } = this.#build;
    const isOver = interrupted.aborted || asked.isMoot();
    const word = isOver ? undefined : await this.#put(asked).catch((): Word => ({ by: 'nobody' }));
    // Before the answer acts: what that leads to may be asked again.
    this.#open.delete(id);
    if (word !== undefined && !interrupted.aborted) asked.answered(word);
  }

  async #put(asked: Asked): Promise<Word> {
    const { tell, items, interrupted, host, project } = this.#build;
    const { question, key, isMoot } = asked;
    const story = question.story ?? (question.by === 'budget' ? storyOfBudget(question) : undefined) ?? '';
    const { id } = await items.open(
      { story, key, agent: '', settings: '', asking: { about: 'question', question } },
      (one) =>
        one.asking.about === 'question' && isOpenQuestion(one, project.store.state) && isSame(one.asking.question, question),
    );
    const waitMs = this.#ask ? undefined : project.config.timeouts.approvalMs;
    const until = waitMs === undefined ? {} : { until: host.clock.now() + waitMs };
    tell({ t: 'asked', question, item: id, ...until });
    const one = { id, question, over: new AbortController() };
    const inbox = this.#inInbox(one, waitMs === undefined ? {} : { waitMs, isMoot });
    const said = [inbox, ...(this.#ask ? [this.#atTerminal(this.#ask, one)] : []), nobodyAfter(interrupted)];
    const word = await Promise.race(said);
    one.over.abort();
    if (interrupted.aborted) return word;
    if (word.by === 'nobody') await items.take(id);
    tell({ t: 'answered', question, item: id, ...word });
    return word;
  }

  async #atTerminal(ask: Ask, { id, question, over }: Standing): Promise<Word> {
    const more = await ask(question, AbortSignal.any([over.signal, this.#build.interrupted])).catch(() => undefined);
    // What ended the prompt has the word.
    if (over.signal.aborted || this.#build.interrupted.aborted) return NEVER;
    over.abort();
    const given: Answer = { allow: more !== undefined, by: 'person', ...(more === undefined ? {} : { more }) };
    const { answer } = await this.#build.items.answer(id, given);
    return sameAnswer(answer, given) ? { by: 'terminal', ...(more === undefined ? {} : { more }) } : wordOf(answer, question)!;
  }

  /** The answer that is left there; nobody's where its time is over or it is moot. */
  async #inInbox({ id, question, over }: Standing, limit: { waitMs?: number; isMoot?: () => boolean }): Promise<Word> {
    const { items, host, interrupted } = this.#build;
    const { waitMs = Infinity, isMoot } = limit;
    const beganMs = host.clock.monotonicMs();
    const signal = AbortSignal.any([over.signal, interrupted]);
    for (;;) {
      await items.look();
      if (signal.aborted) return NEVER;
      const word = wordOf(items.item(id)?.answer, question);
      if (word) return word;
      const leftMs = waitMs - (host.clock.monotonicMs() - beganMs);
      if (leftMs <= 0 || isMoot?.() === true) return { by: 'nobody' };
      await host.clock.wait(Math.min(LOOK_MS, leftMs), signal);
    }
  }
}

/** A question as it stands; `over`: one of those who wait for its answer has it. */
interface Standing {
  readonly id: string;
  readonly question: Question;
  readonly over: AbortController;
}

const NEVER = new Promise<Word>(() => undefined);

function nobodyAfter(signal: AbortSignal): Promise<Word> {
  return new Promise((resolve) => {
    const end = (): void => resolve({ by: 'nobody' });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

function wordOf(answer: Answer | undefined, question: Question): Word | undefined {
  if (answer === undefined) return undefined;
  const more = moreOf(question, answer);
  return { by: 'inbox', ...(more === undefined ? {} : { more }) };
}

function sameAnswer(one: Answer | undefined, other: Answer): boolean {
  return one?.allow === other.allow && one.more === other.more && one.why === other.why;
}

function isSame(a: Question, b: Question): boolean {
  if (a.by === 'spike' || b.by === 'spike') return a.by === b.by && a.story === b.story;
  return a.scope === b.scope && a.name === b.name && a.unit === b.unit;
}
