import type { Host } from '../../host/host.ts';
import type { Answer, Asked, InboxItem } from '../../model/inbox.ts';
import { isOver, nextItem } from '../../record/inbox.ts';
import type { Store } from '../../record/store.ts';
import { takeAnswers } from './take-answers.ts';

/** The inbox as a running build writes it: one thing after another, so that each item has its number and each answer is entered once. */
export class InboxItems {
  readonly #host: Host;
  readonly #store: Store;
  readonly #run: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({
    host,
    project,
    run,
  }: {
    readonly host: Host;
    readonly project: { readonly store: Store };
    readonly run: string;
  }) {
    this.#host = host;
    this.#store = project.store;
    this.#run = run;
  }

  /** The item for this: the last that is the same and that nobody has answered, or a new one. */
  open(made: Omit<InboxItem, 'id'>, isSame: (one: Asked) => boolean): Promise<Asked> {
    return this.#next(async () => {
      const same = this.#store.state.inbox.find((one) => one.answer === undefined && !isOver(one) && isSame(one));
      const id = same?.id ?? nextItem(this.#store.state);
      if (same === undefined)
        await this.#store.append({ t: 'inbox-opened', at: this.#host.clock.now(), run: this.#run, item: { id, ...made } });
      return this.item(id)!;
    });
  }

  /** An answer that is given here. To a build's question one may have come before it: then that one holds. */
  answer(id: string, answer: Answer): Promise<Asked> {
    return this.#next(async () => {
      await takeAnswers(this.#host, this.#store);
      await this.#store.append({ t: 'inbox-answered', at: this.#host.clock.now(), id, answer });
      return this.item(id)!;
    });
  }

  /** It is acted on, or over. One whose answer came meanwhile stays answered. */
  take(id: string): Promise<Asked> {
    return this.#next(async () => {
      const { isTaken } = this.item(id)!;
      if (!isTaken) await this.#store.append({ t: 'inbox-taken', at: this.#host.clock.now(), run: this.#run, id });
      return this.item(id)!;
    });
  }

  /** Enters what people have answered by now. */
  look(): Promise<void> {
    return this.#next(() => takeAnswers(this.#host, this.#store));
  }

  item(id: string): Asked | undefined {
    return this.#store.state.inbox.find((one) => one.id === id);
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
