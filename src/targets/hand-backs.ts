import { draws, usedOf, type Payer } from '../budget/account.ts';
import { budgetId, type Ask, type BudgetName, type BudgetStanding, type OnExceed, type ParkedBy } from '../model/allowance.ts';
import type { Build } from './build.ts';
import { Questions } from './questions.ts';

/** A session under way, as far as it can be asked to hand back. */
export interface OpenSession {
  readonly id: string;
  readonly payer: Payer;
  readonly stop: (why: ParkedBy['by']) => void;
  /** Set when it was asked to. */
  parkedBy?: ParkedBy;
}

/** The account behind the budgets. */
export interface Purse {
  standings(): readonly BudgetStanding[];
  grant(budget: BudgetName, more: number): void;
}

/** What happens when a budget is spent, or a session works on far more than was expected: tell, ask, or have it hand back. */
export class HandBacks {
  readonly #mode: OnExceed;
  readonly #purse: Purse;
  /** None where nobody can answer. */
  readonly #questions: Questions | undefined;
  readonly #open = new Set<OpenSession>();
  /** Who waits for a budget, by story. */
  readonly #waiting = new Map<string, Payer>();
  /** Budgets that a person gave no more. */
  readonly #refused = new Set<string>();

  constructor(build: Build, purse: Purse, ask?: Ask) {
    this.#mode = build.project.config.budget.onExceed;
    this.#purse = purse;
    this.#questions = ask && new Questions(build, ask);
  }

  begun(session: OpenSession): void {
    this.#open.add(session);
  }

  ended(session: OpenSession): void {
    this.#open.delete(session);
  }

  /** A budget came to its end. Where nothing draws on it nobody is bothered. */
  exceeded(budget: BudgetStanding): void {
    if (this.#mode === 'warn') return;
    if (this.#mode === 'stop' || this.#questions === undefined) return this.#stopThose(budget);
    const isDrawnOn = this.#payers(budget).length > 0 || [...this.#waiting.values()].some((payer) => draws(budget, payer));
    if (isDrawnOn) this.#askFor(budget);
  }

  spiked(session: OpenSession, why: ParkedBy & { readonly by: 'spike' }): void {
    if (this.#mode === 'warn') return;
    if (this.#mode === 'stop' || this.#questions === undefined) return this.#stop(session, why);
    this.#questions.put(`spike ${session.id}`, {
      question: { ...why, story: session.payer.story },
      isMoot: () => !this.#open.has(session),
      answered: (more) => (more === undefined ? this.#stop(session, why) : undefined),
    });
  }

  /** A budget keeps a story waiting: where it is spent, somebody may want to give it more. */
  waits(payer: Payer, id: string): void {
    this.#waiting.set(payer.story, payer);
    const standing = this.#standing(id);
    if (standing && isSpent(standing) && this.#mode === 'pause') this.#askFor(standing);
  }

  waitsNoMore({ story }: Payer): void {
    this.#waiting.delete(story);
  }

  /** The spent budget that keeps a session from beginning, after the answer where a person is being asked. */
  async refusal(payer: Payer): Promise<ParkedBy | undefined> {
    const own = (): BudgetStanding[] => this.#purse.standings().filter((budget) => draws(budget, payer));
    for (const budget of own()) await this.#questions?.answer(budgetId(budget));
    const spent = this.#mode === 'warn' ? undefined : own().find(isSpent);
    return spent && byBudget(spent);
  }

  /** A person is being asked. */
  pending(): Promise<void> | undefined {
    return this.#questions?.pending();
  }

  #standing(id: string): BudgetStanding | undefined {
    return this.#purse.standings().find((one) => budgetId(one) === id);
  }

  #payers(budget: BudgetName): readonly OpenSession[] {
    return [...this.#open].filter(({ payer }) => draws(budget, payer));
  }

  #stopThose(budget: BudgetStanding): void {
    for (const session of this.#payers(budget)) this.#stop(session, byBudget(budget));
  }

  #stop(session: OpenSession, why: ParkedBy): void {
    if (session.parkedBy !== undefined) return;
    session.parkedBy = why;
    session.stop(why.by);
  }

  #askFor(budget: BudgetStanding): void {
    const id = budgetId(budget);
    if (this.#isRefused(id)) return;
    this.#questions?.put(id, {
      question: byBudget(budget),
      isMoot: () => this.#isRefused(id) || !isSpent(this.#standing(id)!),
      answered: (more) => {
        if (more !== undefined) return this.#purse.grant(budget, more);
        this.#refused.add(id);
        this.#stopThose(budget);
      },
    });
  }

  /** Whoever gave the run no more is not asked about its parts either. */
  #isRefused(id: string): boolean {
    return this.#refused.has(id) || [...this.#refused].some((other) => other.startsWith('run:'));
  }
}

function isSpent(standing: BudgetStanding): boolean {
  return usedOf(standing) >= standing.limit;
}

function byBudget({ scope, name, unit, limit, spent, assumed }: BudgetStanding): ParkedBy & { readonly by: 'budget' } {
  return { by: 'budget', scope, name, unit, limit, spent, assumed };
}
