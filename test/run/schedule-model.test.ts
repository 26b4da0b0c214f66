import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../src/model/target.ts';
import { startable } from '../../src/run/next-starts.ts';
import { failedForGood, newSchedule, retried, started, stop, succeeded, type Schedule } from '../../src/run/schedule.ts';
import { anyWorld, type World } from './jobs.ts';

/** One story of the model: what it has still to do, whether a step of it runs, and what became of it. */
interface Card {
  readonly at: number;
  left: Step[];
  runs: boolean;
  holds: boolean;
  shares: string | undefined;
  over?: 'integrated' | 'reached' | 'failed' | 'skipped';
}

type Turn = readonly [Card, Step];

/** The rules of the schedule once more, as plainly as they can be said: everything is looked up anew each time. */
class Model {
  readonly cards: Card[];
  readonly integrated: Set<string>;
  stopped: 'no' | 'new lanes' | 'all' = 'no';
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.cards = world.jobs.map((job, at) => ({ at, left: [...job.steps], runs: false, holds: false, shares: job.shares?.[0] }));
    this.integrated = new Set(world.integrated);
    this.skip();
  }

  job = (card: Card) => this.#world.jobs[card.at]!;
  card = (story: string): Card => this.cards.find((one) => this.job(one).story === story)!;

  /** Who starts now: one after the other in order, each as if those before it had started already. */
  starts(): string[] {
    const taken = this.cards.filter(({ runs }) => runs).map(({ left }) => left[0]!);
    const lanes = this.cards.filter(({ holds }) => holds);
    const turns = this.cards.filter(({ runs, holds }) => runs || holds).map((card) => [card, card.left[0]!] as Turn);
    const found: string[] = [];
    let line = this.cards.filter((card) => card.runs && this.isPast(card)).length;
    for (const card of this.inOrder()) {
      const isMeasured = card.left[0] === 'budget-check';
      const { story } = this.job(card);
      if (isMeasured && this.canGoOn(card)) found.push(`${story}:budget-check`);
      // A lane that is still measured keeps its place in the order.
      const step = isMeasured ? card.left[1] : card.left[0];
      const mayBegin = this.mayBegin(card, step, lanes);
      // It waits for a gate alone, or begins now.
      line += Number(mayBegin && this.isPast(card));
      const hasRoom = this.hasRoom(step!, taken) && !this.isHeldBack(card, line);
      if (!mayBegin || !hasRoom || this.waitsItsTurn(card, step!, turns)) continue;
      if (!isMeasured) found.push(`${story}:${step}`);
      turns.push([card, step!]);
      taken.push(step!);
      lanes.push(card);
    }
    return found;
  }

  canGoOn = (card: Card): boolean => this.isIdle(card) && !this.isBarred(card);

  mayBegin = (card: Card, step: Step | undefined, lanes: readonly Card[]): boolean =>
    this.isNext(card, step) && !this.isBarred(card) && this.isFree(card, lanes);

  isPast = ({ holds, left }: Card): boolean => holds && (left[0] === 'gate' || left[0] === 'integrate');

  isHeldBack = ({ holds, left }: Card, line: number): boolean =>
    left[0] === 'worktree' && !holds && line >= (this.#world.limits.inLine ?? Infinity);

  /** Another of its session is in its worktree, or in session there. */
  waitsItsTurn = (card: Card, step: Step, turns: readonly Turn[]): boolean =>
    IN_TURN.includes(step) &&
    card.shares !== undefined &&
    turns.some(([other, at]) => other !== card && other.shares === card.shares && IN_TURN.includes(at));

  isNext = (card: Card, step: Step | undefined): boolean =>
    card.left[0] === 'budget-check' ? step === 'worktree' && card.over === undefined : this.isIdle(card);

  isBarred = (card: Card): boolean => this.stopped === 'all' || (this.stopped === 'new lanes' && !card.holds);

  hasRoom(step: Step, taken: readonly Step[]): boolean {
    const { agents, gates } = this.#world.limits;
    const count = (...steps: Step[]): number => taken.filter((one) => steps.includes(one)).length;
    if (step === 'integrate') return true;
    return step === 'gate' ? count('gate') < gates : count('worktree', 'implement') < agents;
  }

  /** All it needs is there, and nobody who holds files has one of its. */
  isFree(card: Card, lanes: readonly Card[]): boolean {
    const { story, dependsOn } = this.job(card);
    const clashes = lanes.some((other) => other !== card && this.#world.limits.clash(story, this.job(other).story));
    return dependsOn.every((need) => this.integrated.has(need)) && (card.holds || !clashes);
  }

  isIdle = (card: Card): boolean => card.over === undefined && !card.runs;

  /** Those to be integrated first, by place; then lanes, then by weight, priority and name. */
  inOrder(): Card[] {
    const rank = (card: Card): (number | string)[] => {
      const { place, pathTokens, priority, story } = this.job(card);
      return card.left[0] === 'integrate' ? [0, place] : [1, card.holds ? 0 : 1, -pathTokens, priority, story];
    };
    return this.cards.toSorted((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      const at = x.findIndex((value, index) => value !== y[index]);
      return at === -1 ? 0 : x[at]! < y[at]! ? -1 : 1;
    });
  }

  start(target: string): void {
    const [story, step] = target.split(':') as [string, Step];
    const card = this.card(story);
    card.runs = true;
    card.holds ||= step !== 'budget-check';
  }

  end(story: string, how: 'done' | 'retry' | 'failed'): void {
    const card = this.card(story);
    card.runs = false;
    const last = this.job(card).steps.at(-1);
    const step = card.left[0]!;
    if (how === 'done') card.left.shift();
    // Whoever failed goes on alone.
    if (how === 'retry') card.shares = undefined;
    if (how === 'retry') card.left = RETRY.slice(0, RETRY.indexOf(last!) + 1);
    if (how === 'failed') card.over = 'failed';
    if (how === 'failed' && this.stopped === 'no' && !this.#world.limits.keepGoing) this.stopped = 'new lanes';
    if (card.left.length === 0) card.over = step === 'integrate' ? 'integrated' : 'reached';
    if (card.over === 'integrated') this.integrated.add(story);
    if (card.over !== undefined) card.holds = false;
    this.skip();
  }

  /** Whoever needs what will not come is skipped, and whoever needs them. */
  skip(): void {
    const willCome = (need: string): boolean => {
      const card = this.integrated.has(need) ? 'there' : this.cards.find((one) => this.job(one).story === need);
      return card === 'there' || (card !== undefined && card.over === undefined);
    };
    for (let before = -1, now = 0; before !== now; now = this.cards.filter((one) => one.over).length) {
      before = now;
      for (const card of this.cards)
        if (this.isIdle(card) && !this.job(card).dependsOn.every(willCome))
          Object.assign(card, { over: 'skipped', holds: false });
      now = this.cards.filter((one) => one.over).length;
    }
  }
}

const IN_TURN: readonly Step[] = ['worktree', 'implement'];
const RETRY: Step[] = ['worktree', 'implement', 'gate', 'integrate'];

test('whatever ends however, the schedule starts what a plain model of its rules starts', () => {
  fc.assert(
    fc.property(anyWorld, fc.array(fc.tuple(fc.nat(99), fc.nat(19)), { maxLength: 40 }), (world, ends) => {
      const model = new Model(world);
      let schedule: Schedule = newSchedule(world.jobs, world.integrated, world.limits);
      for (const [who, how] of [...ends, [0, 0] as const]) {
        const targets = startable(schedule).map(({ story, step }) => `${story}:${step}`);
        expect(targets.toSorted()).toEqual(model.starts().toSorted());
        schedule = startable(schedule).reduce(started, schedule);
        for (const target of targets) model.start(target);
        const running = model.cards.filter((one) => one.runs);
        if (running.length === 0) return;
        const { story } = model.job(running[who % running.length]!);
        const isMeasured = model.card(story).left[0] === 'budget-check';
        const end = how === 18 ? 'failed' : how >= 15 && !isMeasured ? 'retry' : 'done';
        schedule =
          end === 'failed'
            ? failedForGood(schedule, story)
            : end === 'retry'
              ? retried(schedule, story, RETRY)
              : succeeded(schedule, story);
        model.end(story, end);
        if (how !== 19) continue;
        schedule = stop(schedule);
        model.stopped = 'all';
      }
    }),
    { numRuns: 500 },
  );
});

test('who is measured first has no say in who gets the places and the files', () => {
  const lanesAfter = (world: World, pick: (running: readonly string[]) => string): readonly string[] => {
    let now = newSchedule(world.jobs, world.integrated, world.limits);
    for (;;) {
      now = startable(now).reduce(started, now);
      const all = [...now.jobs.values()];
      const measured = all
        .filter(({ state, left }) => state === 'running' && left[0] === 'budget-check')
        .map(({ job }) => job.story);
      if (measured.length === 0) return all.filter(({ holds }) => holds).map(({ job }) => job.story);
      now = succeeded(now, pick(measured));
    }
  };
  fc.assert(
    fc.property(anyWorld, fc.infiniteStream(fc.nat(99)), (world, dice) => {
      const inOrder = lanesAfter(world, (measured) => measured[0]!);
      expect(lanesAfter(world, (measured) => measured[(dice.next().value as number) % measured.length]!)).toEqual(inOrder);
    }),
  );
});
