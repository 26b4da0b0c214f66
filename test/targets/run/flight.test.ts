import { expect, test } from 'vitest';
import type { Told } from '../../../src/model/event.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import type { Step } from '../../../src/model/target.ts';
import type { StepEnd } from '../../../src/run/execute.ts';
import { newSchedule, started, type Schedule } from '../../../src/run/schedule.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { GRACE_MS } from '../../../src/targets/run/doomed.ts';
import { flightOf, integratedIn, type Flight } from '../../../src/targets/run/flight.ts';
import type { Bench } from '../../../src/targets/run/run-target.ts';
import { manualClock, settled } from '../../rig/manual-clock.ts';
import { limitsOf } from '../../run/jobs.ts';
import { carded, contracted, intentOf, storeOf, type Desk } from '../survey-of.ts';

const DESK: Desk = {
  stories: [carded('add', 'adds', { adrs: ['ADR-1'] }), carded('double', 'doubles', { adrs: ['ADR-1'] }), carded('sum', 'sums')],
  adrs: [contracted('ADR-1', 'whole numbers')],
};
const REWORDED: Desk = { ...DESK, stories: [carded('add', 'adds well', { adrs: ['ADR-1'] }), ...DESK.stories.slice(1)] };

/** A run in the air: every step is ended by the test. */
class Air {
  readonly clock = manualClock();
  readonly told: Told[] = [];
  readonly store = storeOf();
  readonly over = new AbortController();
  isPending = false;
  schedule: Schedule = newSchedule([], new Set(), limitsOf({}));
  #flight: Flight | undefined;

  async lift(desk: Desk): Promise<this> {
    const intent = await intentOf({ ...desk, project: { store: this.store } });
    const build = {
      host: { clock: this.clock },
      project: intent.survey.project,
      tell: (event: Told) => void this.told.push(event),
      interrupted: this.over.signal,
    } as unknown as Build;
    this.#flight = flightOf(build, intent, () => this.isPending);
    this.schedule = newSchedule(intent.jobs, integratedIn(intent), limitsOf({}));
    return this;
  }

  start(story: string, step: Step = 'implement'): Lane {
    this.schedule = started(this.schedule, { story, step });
    const lane = new Lane();
    lane.end = this.#flight!.run({ story, step }, (bench) => lane.begin(bench));
    return lane;
  }

  async edit(desk: Desk): Promise<void> {
    const next = await intentOf({ ...desk, project: { store: this.store } });
    this.schedule = this.#flight!.take(next, this.schedule);
  }

  /** Of the lanes that were cancelled, in order. */
  get cancelled(): readonly string[] {
    return this.told.flatMap((event) => (event.t === 'stale-in-flight' ? [event.story] : []));
  }

  get sunk(): readonly Told[] {
    return this.told.filter(({ t }) => t === 'sunk');
  }

  /** What a session leaves in the journal. */
  async paid(story: string, input: number): Promise<void> {
    const spend = { input, cacheRead: 0, cacheWrite: 0, output: 0 };
    const session = { story, actual: { spend, spendSource: 'agent' } };
    await this.store.append({ t: 'session', at: 0, run: 'r', key: 'k', session } as unknown as JournalEntry);
  }
}

class Lane {
  end: Promise<StepEnd> = Promise.resolve({ end: 'done' });
  bench: Bench | undefined;
  #resolve: (end: StepEnd) => void = () => {};

  begin(bench: Bench): Promise<StepEnd> {
    this.bench = bench;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  get isAsked(): boolean {
    return this.bench!.build.interrupted.aborted;
  }

  ends(how: 'done' | 'interrupted'): Promise<StepEnd> {
    this.#resolve({ end: how });
    return this.end;
  }
}

test('an edit cancels exactly the lane that it makes stale, once its grace is over, and says what that had spent', async () => {
  const air = await new Air().lift(DESK);
  const [add, sum] = [air.start('add'), air.start('sum')];
  await air.edit(REWORDED);
  expect([add.isAsked, air.cancelled]).toEqual([false, []]);
  await air.clock.advance(GRACE_MS);
  expect([add.isAsked, sum.isAsked, air.cancelled]).toEqual([true, false, ['add']]);
  await air.paid('add', 4000);
  expect(await add.ends('interrupted')).toMatchObject({ end: 'replaced', job: { story: 'add' } });
  expect(air.sunk).toEqual([{ t: 'sunk', lanes: [{ story: 'add', workStands: false, tokens: 4000 }], adrs: [], tokens: 4000 }]);
  expect(await sum.ends('done')).toEqual({ end: 'done' });
  const again = air.start('add');
  expect(again.bench!.lane.story.what.body).toBe('adds well');
  expect(again.bench!.build.cutOff).toEqual(add.bench!.lane.what);
});

test('an edit that is undone before its grace is over costs nothing, and nothing is said of lanes', async () => {
  const air = await new Air().lift(DESK);
  const add = air.start('add');
  await air.edit(REWORDED);
  await air.clock.advance(GRACE_MS - 1);
  await air.edit(DESK);
  await air.clock.advance(GRACE_MS * 10);
  expect([add.isAsked, air.cancelled]).toEqual([false, []]);
  expect(await add.ends('done')).toEqual({ end: 'done' });
  expect(air.sunk).toEqual([]);
});

test('while another edit is looked at nothing is cancelled: it may undo the first; but not for ever', async () => {
  const air = await new Air().lift(DESK);
  const add = air.start('add');
  await air.edit(REWORDED);
  air.isPending = true;
  await air.clock.advance(GRACE_MS * 3);
  expect(add.isAsked).toBe(false);
  await air.edit(DESK);
  await air.edit(REWORDED);
  await air.clock.advance(60_000);
  expect(add.isAsked).toBe(true);
});

test('a session that is done in spite of being cancelled stands where the edit was undone meanwhile', async () => {
  const air = await new Air().lift(DESK);
  const add = air.start('add');
  await air.edit(REWORDED);
  await air.clock.advance(GRACE_MS);
  await air.edit(DESK);
  expect(await add.ends('done')).toEqual({ end: 'done' });
  expect(air.sunk).toMatchObject([{ lanes: [{ story: 'add', workStands: true }], tokens: 0 }]);
});

test('a session that is done in spite of being cancelled is followed by one for the edit that stands', async () => {
  const air = await new Air().lift(DESK);
  const add = air.start('add');
  await air.edit(REWORDED);
  await air.clock.advance(GRACE_MS);
  expect(await add.ends('done')).toMatchObject({
    end: 'replaced',
    job: { steps: ['budget-check', 'worktree', 'implement', 'gate', 'integrate'] },
  });
});

test('a lane that ends a step within the grace does not go on from what was edited', async () => {
  const air = await new Air().lift(DESK);
  const [add, sum] = [air.start('add', 'budget-check'), air.start('sum')];
  await air.edit(REWORDED);
  expect(await add.ends('done')).toMatchObject({ end: 'replaced', job: { story: 'add' } });
  expect([air.cancelled, sum.isAsked]).toEqual([['add'], false]);
  expect(air.sunk).toEqual([{ t: 'sunk', lanes: [{ story: 'add', workStands: true }], adrs: [], tokens: 0 }]);
});

test('an edited contract cancels its cohort at once and together; what it cost is told when the last has ended', async () => {
  const air = await new Air().lift(DESK);
  const [add, double, sum] = [air.start('add'), air.start('double'), air.start('sum')];
  await air.edit({ ...DESK, adrs: [contracted('ADR-1', 'fractions')] });
  await air.clock.advance(GRACE_MS);
  expect([air.cancelled, add.isAsked, double.isAsked, sum.isAsked]).toEqual([['add', 'double'], true, true, false]);
  await air.paid('add', 100);
  await add.ends('interrupted');
  expect(air.sunk).toEqual([]);
  await air.paid('double', 20);
  await double.ends('interrupted');
  expect(air.sunk).toMatchObject([{ adrs: ['ADR-1'], tokens: 120 }]);
});

test('what cannot be read while it is edited cancels nothing, and what is gone or not ready any more does', async () => {
  const air = await new Air().lift(DESK);
  const [add, double, sum] = [air.start('add'), air.start('double'), air.start('sum')];
  await air.edit({ stories: DESK.stories.slice(1), unreadable: ['ADR-1', 'add'] });
  await air.clock.advance(GRACE_MS);
  expect(air.cancelled).toEqual([]);
  await air.edit({ ...DESK, stories: [DESK.stories[0]!, { ...DESK.stories[1]!, status: 'draft' }] });
  await air.clock.advance(GRACE_MS);
  expect(air.told).toMatchObject([
    { t: 'replanned' },
    { t: 'replanned' },
    { t: 'stale-in-flight', story: 'double', because: 'not-ready' },
    { t: 'stale-in-flight', story: 'sum', because: 'gone' },
  ]);
  expect([add.isAsked, await double.ends('interrupted'), await sum.ends('interrupted')]).toEqual([
    false,
    { end: 'replaced' },
    { end: 'replaced' },
  ]);
});

test('an interrupt during the grace is the end of the run, and nothing is said to be stale', async () => {
  const air = await new Air().lift(DESK);
  const add = air.start('add');
  await air.edit(REWORDED);
  air.over.abort();
  await settled();
  expect(await add.ends('interrupted')).toEqual({ end: 'interrupted' });
  expect([air.cancelled, air.sunk]).toEqual([[], []]);
});
