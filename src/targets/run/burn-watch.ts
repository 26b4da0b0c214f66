import {
  amountsOf,
  charged,
  discharged,
  drawnBy,
  granted,
  leftOf,
  reached,
  shortfallOf,
  standings,
  type Account,
  type Charge,
  type Claim,
} from '../../budget/account.ts';
import {
  budgetId,
  storyOfBudget,
  type Amounts,
  type Ask,
  type BudgetName,
  type BudgetStanding,
  type ParkedBy,
  type Shortfall,
} from '../../model/allowance.ts';
import type { AgentResult } from '../../model/agent.ts';
import { addTokens, NO_TOKENS, type TokenSplit } from '../../model/budget.ts';
import type { Job } from '../../model/job.ts';
import type { JournalEntry } from '../../model/record.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import type { Step } from '../../model/target.ts';
import { mayBePaid } from '../../run/next-starts.ts';
import { alertsTold, alertWord } from './alerts-told.ts';
import type { Build, Lane } from './build.ts';
import { chargeId, storyOf } from './charge-ids.ts';
import { pricedSplit } from '../sizes/forecast-story.ts';
import { HandBacks, type OpenSession } from '../lane/hand-backs.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { claimsOf, openAccount } from './open-account.ts';

/** The session of one lane, as it spends. */
export interface SessionBurn {
  /** One request more, its tokens as the agent told them. */
  take(delta: TokenSplit): void;
  /** It works on far more than was expected. */
  spike(tokens: { readonly expectedTokens: number; readonly workingTokens: number }): void;
  /** Why it was asked to hand back, where it was. What it came to is charged. */
  end(result: Pick<AgentResult, 'spend' | 'spendSource'>): ParkedBy | undefined;
}

type Stories = ReadonlyMap<string, MeasuredStory>;

/** Keeps the budgets of one build: reserves before a session, charges while it spends, and tells each threshold once. */
export class BurnWatch {
  readonly #build: Build;
  /** As last decided: cards may be edited while a run is under way. */
  readonly #stories: () => Stories;
  /** Those that may come to a session, as they were when that was decided. */
  readonly #paid = new Map<string, MeasuredStory>();
  readonly #handBacks: HandBacks;
  readonly #spends = new Map<string, TokenSplit>();
  #account: Account;
  #told: ReadonlySet<string>;
  #unknown = 0;
  #sessions = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(build: Build, stories: () => Stories, ask?: Ask) {
    this.#build = build;
    this.#stories = stories;
    this.#account = openAccount(build.project, stories());
    this.#told = new Set(alertsTold(build, stories()));
    const purse = {
      standings: () => this.standings(),
      grant: (to: BudgetName, more: number) => this.#grant(to, more),
      keyOf: (story: string) => this.#stories().get(story)?.key ?? '',
    };
    this.#handBacks = new HandBacks(build, purse, ask);
  }

  /** The jobs with what each session reserves, by budget. */
  drawing(jobs: readonly Job[], measured: Stories): readonly Job[] {
    return jobs.map((job) => {
      const one = measured.get(job.story);
      if (one === undefined || !mayBePaid(job)) return job;
      this.#paid.set(job.story, one);
      return { ...job, draws: this.draws(job.story) };
    });
  }

  /** What the sessions that are left of a story reserve. */
  draws(story: string): NonNullable<Job['draws']> {
    return drawnBy(this.#account.budgets, this.#toBePaid(story));
  }

  /** What is left of each budget; none bounds anything where going over is only told. */
  left(): ReadonlyMap<string, number> {
    if (this.#warnsOnly) return new Map();
    return new Map(this.standings().map((standing) => [budgetId(standing), leftOf(standing)]));
  }

  standings(): readonly BudgetStanding[] {
    return standings(this.#account);
  }

  /** A story is kept waiting by a budget: why. Where that is spent, somebody may be asked to give it more. */
  waits(story: string): Shortfall | undefined {
    const short = this.shortfall(story);
    if (short) this.#handBacks.waits(this.#claims(story)[0].payer, budgetId(short));
    return short;
  }

  shortfall(story: string): Shortfall | undefined {
    return this.#warnsOnly ? undefined : shortfallOf(this.standings(), this.#toBePaid(story));
  }

  /** Sets aside what the story's sessions may take, where one is among the steps that are left: the next under its name. */
  reserve(story: string, left: readonly Step[]): void {
    if (!left.includes('implement')) return;
    const claims = this.#claims(story);
    this.#handBacks.expects(claims[0].payer);
    for (const [at, { payer, needs, subtask }] of claims.entries()) {
      const id = subtask === undefined ? (at === 0 ? story : `${story} ${payer.role}`) : chargeId({ story, subtask });
      this.#account = charged(this.#account, id, { ...payer, state: 'open', ofRun: true, reserved: needs });
    }
  }

  /** Its lane came to rest: what is still set aside is free. */
  release(story: string): void {
    this.#handBacks.waitsNoMore(story);
    for (const [id, { state }] of this.#account.charges)
      if (state === 'open' && storyOf(id) === story) this.#account = discharged(this.#account, id);
  }

  /** Only these are in a session or next to one: what is still set aside for others is free. */
  releaseAllBut(kept: ReadonlySet<string>): void {
    for (const [id, { state }] of this.#account.charges)
      if (state === 'open' && !kept.has(storyOf(id))) this.release(storyOf(id));
  }

  /** Why the lane's session may not begin. */
  refusal(lane: string): Promise<ParkedBy | undefined> {
    return this.#handBacks.refusal(this.#claims(ownerOf(lane).story)[0].payer);
  }

  /** A session begins. `stop` asks it to hand back. */
  open(lane: Lane, stop: OpenSession['stop']): SessionBurn {
    const { id: name, budget } = lane.story;
    const owner = ownerOf(name);
    const charge = chargeId(owner);
    const session: OpenSession = { id: `${name}#${++this.#sessions}`, payer: this.#claims(owner.story)[0].payer, stop };
    this.#handBacks.begun(session);
    let spend = NO_TOKENS;
    return {
      take: (delta) => {
        spend = addTokens(spend, pricedSplit(this.#build.project.config, budget?.model ?? '', delta));
        this.#spends.set(session.id, spend);
        this.#charge(charge, this.#amounts(spend));
      },
      spike: (tokens) => this.#handBacks.spiked(session, { by: 'spike', ...tokens }),
      end: (result) => {
        this.#handBacks.ended(session);
        this.#settle(session, charge, result);
        return session.parkedBy;
      },
    };
  }

  /** A person is being asked. */
  pending(): Promise<void> | undefined {
    return this.#handBacks.pending();
  }

  /** Everything it had to write is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  get #warnsOnly(): boolean {
    return this.#build.project.config.budget.onExceed === 'warn';
  }

  #claims(story: string): ReturnType<typeof claimsOf> {
    return claimsOf(this.#build.project, (this.#paid.get(story) ?? this.#stories().get(story))!);
  }

  /** Those of which it is known what they may take. */
  #toBePaid(story: string): readonly Claim[] {
    return this.#claims(story).filter(({ forecast }) => forecast !== undefined);
  }

  #amounts(spend: TokenSplit): Amounts {
    return amountsOf(spend, this.#build.project.config.budget.countCacheReads);
  }

  #charge(id: string, spent: Amounts): void {
    const charge = this.#account.charges.get(id);
    if (charge) this.#account = charged(this.#account, id, { ...charge, spent });
    this.#tell();
  }

  /** The agent's totals take the place of what was told on the way; where there are none, what was reserved counts. */
  #settle(
    { id, payer }: OpenSession,
    reserved: string,
    { spend, spendSource }: Pick<AgentResult, 'spend' | 'spendSource'>,
  ): void {
    const open: Charge = this.#account.charges.get(reserved) ?? { ...payer, state: 'open', ofRun: true, reserved: { tokens: 0 } };
    const { spent: _live, ...rest } = open;
    const told = spendSource === 'none' ? {} : { spent: this.#amounts(spend) };
    this.#account = charged(discharged(this.#account, reserved), id, { ...rest, state: 'ended', ...told });
    if (spendSource === 'none') this.#unknown += 1;
    else this.#spends.set(id, spend);
    this.#tell();
  }

  #grant(to: BudgetName, more: number): void {
    this.#account = granted(this.#account, to, more);
    this.#tell();
  }

  #tell(): void {
    const spend = [...this.#spends.values()].reduce(addTokens, NO_TOKENS);
    const budgets = this.standings();
    this.#build.tell({ t: 'spend', spend, unknown: this.#unknown, budgets });
    for (const budget of budgets) for (const percent of reached(budget)) this.#alert(budget, percent);
  }

  #alert(budget: BudgetStanding, percent: number): void {
    const word = alertWord(budget, percent);
    if (this.#told.has(word)) return;
    this.#told = new Set([...this.#told, word]);
    const { scope, name, unit, limit } = budget;
    this.#write({ t: 'alerted', ...this.#common(budget), budget: { scope, name, unit, limit }, percent });
    this.#build.tell({ t: 'budget', budget, percent });
    if (percent === 100) this.#handBacks.exceeded(budget);
  }

  #common(budget: BudgetName): { readonly at: number; readonly run: string; readonly key?: string } {
    const key = this.#stories().get(storyOfBudget(budget) ?? '')?.key;
    return { at: this.#build.host.clock.now(), run: this.#build.run, ...(key === undefined ? {} : { key }) };
  }

  /** A journal that cannot be written stops the build at its next step: that is told there. */
  #write(entry: JournalEntry): void {
    this.#writing = this.#writing.then(() => this.#build.project.store.append(entry)).catch(() => undefined);
  }
}
