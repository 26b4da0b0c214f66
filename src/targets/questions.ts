import type { Ask, Question } from '../model/allowance.ts';
import type { Build } from './build.ts';

/** What is asked, and what comes of it. */
export interface Asked {
  readonly question: Question;
  /** Looked at when its turn comes: there is nothing to decide any more. */
  readonly isMoot: () => boolean;
  readonly answered: (more: number | undefined) => void;
}

/** Questions to a person, one at a time, each by a name under which it is asked only once until it is answered. */
export class Questions {
  readonly #build: Pick<Build, 'tell' | 'interrupted'>;
  readonly #ask: Ask;
  readonly #open = new Map<string, Promise<void>>();
  #last: Promise<void> = Promise.resolve();

  constructor(build: Pick<Build, 'tell' | 'interrupted'>, ask: Ask) {
    this.#build = build;
    this.#ask = ask;
  }

  put(id: string, asked: Asked): void {
    if (this.#open.has(id)) return;
    this.#last = this.#last.then(() => this.#turn(id, asked));
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

  async #turn(id: string, { question, isMoot, answered }: Asked): Promise<void> {
    const { tell, interrupted } = this.#build;
    const isOver = interrupted.aborted || isMoot();
    if (!isOver) tell({ t: 'asked', question });
    const more = isOver ? undefined : await this.#ask(question, interrupted).catch(() => undefined);
    // Before the answer acts: what that leads to may be asked again.
    this.#open.delete(id);
    if (isOver || interrupted.aborted) return;
    tell({ t: 'answered', question, ...(more === undefined ? {} : { more }) });
    answered(more);
  }
}
