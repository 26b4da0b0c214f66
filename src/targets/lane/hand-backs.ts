import { draws, usedOf, type Payer } from '../../budget/account.ts';
import {
  budgetId,
  storyOfBudget,
  type Ask,
  type BudgetName,
  type BudgetStanding,
  type OnExceed,
  type ParkedBy,
} from '../../model/allowance.ts';
import type { Build } from '../run/build.ts';
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
  /** Of the story's `what`, as it was last decided. */
  keyOf(story: string): string;
}

/** What happens when a budget is spent, or a session works on far more than was expected: tell, ask, or have it hand back. */
export class HandBacks {
  readonly #mode: OnExceed;
  readonly #purse: Purse;
  /** None where nobody can answer, or is waited for. */
  readonly #questions: Questions | undefined;
  readonly #open = new Set<OpenSession>();
  /** Who waits for a budget, or is about to begin, by story. */
  readonly #waiting = new Map<string, Payer>();
  /** Budgets that a person gave no more. */
  readonly #refused = new Set<string>();

  constructor(build: Build, purse: Purse, ask?: Ask) {
    this.#mode = build.project.config.budget.onExceed;
    this.#purse = purse;
    const isAnybodyThere = ask !== undefined || build.project.config.timeouts.approvalMs > 0;
    if (build.desk && isAnybodyThere) this.#questions = new Questions({ ...build, items: build.desk.items }, ask);
  }

  begun(session: OpenSession): void {
    this.#waiting.delete(session.payer.story);
    this.#open.add(session);
  }

  ended(session: OpenSession): void {
    this.#open.delete(session);
  }

  /** A budget came to its end. Where nothing draws on it nobody is bothered. */
  exceeded(budget: BudgetStanding): void {
    if (this.#mode === 'warn') return;
    if (this.#mode === 'stop' || this.#questions === undefined) return this.#stopThose(budget);
    if (this.#isDrawnOn(budget)) this.#askFor(budget);
  }

  spiked(session: OpenSession, why: ParkedBy & { readonly by: 'spike' }): void {
    if (this.#mode === 'warn') return;
    if (this.#mode === 'stop' || this.#questions === undefined) return this.#stop(session, why);
    const { story } = session.payer;
    this.#questions.put(`spike ${session.id}`, {
      question: { ...why, story },
      key: this.#purse.keyOf(story),
      isMoot: () => !this.#open.has(session),
      answered: ({ more }) => (more === undefined ? this.#stop(session, why) : undefined),
    });
  }

  /** A budget keeps a story waiting: where it is spent, somebody may want to give it more. */
  waits(payer: Payer, id: string): void {
    this.#waiting.set(payer.story, payer);
    const standing = this.#standing(id);
    if (standing && isSpent(standing) && this.#mode === 'pause') this.#askFor(standing);
  }

  /** A session of it is about to begin. */
  expects(payer: Payer): void {
    this.#waiting.set(payer.story, payer);
  }

  waitsNoMore(story: string): void {
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

  #isDrawnOn(budget: BudgetName): boolean {
    return this.#payers(budget).length > 0 || [...this.#waiting.values()].some((payer) => draws(budget, payer));
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
    const isMoot = (): boolean => this.#isRefused(id) || !isSpent(this.#standing(id)!) || !this.#isDrawnOn(budget);
    this.#questions?.put(id, {
      question: byBudget(budget),
      key: this.#purse.keyOf(storyOfBudget(budget) ?? ''),
      isMoot,
      answered: ({ more, by }) => {
        if (more !== undefined) return this.#purse.grant(budget, more);
        if (by === 'nobody' && isMoot()) return;
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
