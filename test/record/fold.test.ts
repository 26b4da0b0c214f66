import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckpointEntry } from '../../src/model/checkpoint.ts';
import type { JournalEntry, StoryState } from '../../src/model/record.ts';
import { foldJournal, startFold, storyState } from '../../src/record/fold.ts';
import { anyEntry, failed, gated, implemented, integrated, sessionOf, started, wholeState } from './entries.ts';

function after(...entries: readonly JournalEntry[]): StoryState {
  return storyState(foldJournal(entries), 'login');
}

test('a story the journal does not know has done nothing', () => {
  expect(after()).toEqual({ steps: {}, failures: [], starts: 0 });
});

test('a start without an end is remembered, an end forgets it', () => {
  expect(after(started('implement'))).toMatchObject({ unfinished: 'implement', unfinishedRun: 'r1' });
  expect(after(started('implement'), implemented())).not.toHaveProperty('unfinished');
  expect(after(started('gate'), failed('gate'))).not.toHaveProperty('unfinished');
  expect(after(started('gate'), failed('gate'))).not.toHaveProperty('unfinishedRun');
  expect(after(started('gate'), failed('gate', { counts: false }))).not.toHaveProperty('unfinished');
  expect(after(started('integrate'), integrated())).not.toHaveProperty('unfinished');
});

test('the last word on a step counts', () => {
  expect(after(implemented({ key: 'k1' }), implemented({ key: 'k2', at: 7 })).steps.implement).toMatchObject({
    key: 'k2',
    at: 7,
  });
});

test('a failure that counts takes the work and its verdict with it, and nothing else', () => {
  const before = [{ ...gated(), step: 'budget-check' } as JournalEntry, implemented(), gated()];
  expect(Object.keys(after(...before, failed('integrate')).steps)).toEqual(['budget-check']);
});

test('a failure that does not count leaves everything as it was', () => {
  const before = [implemented(), gated()];
  expect(after(...before, failed('integrate', { counts: false }))).toEqual(after(...before));
});

test('failures add up under one key, and another key starts with a clean sheet', () => {
  const two = [failed('gate', { failure: 'one' }), failed('gate', { failure: 'two' })];
  expect(after(...two).failures.map(({ failure }) => failure)).toEqual(['one', 'two']);
  expect(after(...two, started('implement', { key: 'k2' })).failures).toEqual([]);
  expect(after(...two, failed('gate', { key: 'k2', failure: 'three' })).failures.map(({ failure }) => failure)).toEqual([
    'three',
  ]);
});

test('success in between does not make earlier failures of the same key forgotten, integration does', () => {
  expect(after(failed('gate'), implemented(), failed('gate')).failures).toHaveLength(2);
  expect(after(failed('gate'), integrated()).failures).toEqual([]);
});

test('a retry forgets the failures', () => {
  expect(after(failed('gate'), { t: 'retry', at: 2, story: 'login' }).failures).toEqual([]);
});

test('one story says nothing of another', () => {
  expect(after(started('implement', { story: 'logout' }), failed('gate', { story: 'logout' }))).toEqual({
    steps: {},
    failures: [],
    starts: 0,
  });
});

test('only green suites are remembered, by tree and gates', () => {
  const suite = (tree: string, ok: boolean): JournalEntry => ({
    t: 'suite',
    at: 1,
    run: 'r1',
    tree,
    gates: 'g',
    ok,
    digest: 'd',
    durationMs: 1,
  });
  expect([...foldJournal([suite('t1', true), suite('t2', false)]).suites.keys()]).toEqual(['t1 g']);
});

test('sessions and integrations are kept in order, whatever becomes of their story', () => {
  const session: JournalEntry = { t: 'session', at: 5, run: 'r1', key: 'k1', session: sessionOf() };
  const state = foldJournal([session, failed('gate'), session, integrated()]);
  expect(state.sessions).toEqual([1, 2].map(() => ({ ...sessionOf(), at: 5, run: 'r1', key: 'k1' })));
  expect(state.integrations).toEqual([{ story: 'login', at: 1, run: 'r1', sessions: 2 }]);
});

test('the last run has an exit code only when it ended', () => {
  const begun: JournalEntry = { t: 'run-started', at: 1, run: 'r1', command: 'build' };
  expect(foldJournal([]).lastRun).toBeUndefined();
  expect(foldJournal([begun]).lastRun).toEqual({ run: 'r1', at: 1, runs: ['r1'], budgets: [] });
  expect(foldJournal([begun, { t: 'run-ended', at: 9, run: 'r1', exit: 1 }, { ...begun, run: 'r2' }]).lastRun).toEqual({
    run: 'r2',
    at: 1,
    runs: ['r2'],
    budgets: [],
  });
});

test('a kind of entry that a later version wrote is passed over', () => {
  expect(foldJournal([{ t: 'from-the-future', at: 1 } as unknown as JournalEntry, implemented()]).stories.size).toBe(1);
});

test('folding on, entry by entry, gives what folding all at once does', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 20 }), fc.nat(20), (entries, cut) => {
      const fold = startFold(entries.slice(0, cut));
      for (const entry of entries.slice(cut)) fold.take(entry);
      expect(wholeState(fold.state)).toEqual(wholeState(foldJournal(entries)));
    }),
  );
});

test('no story ever has more failures than were written for its last key', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 20 }), (entries) => {
      for (const { failures } of foldJournal(entries).stories.values())
        expect(new Set(failures.map(({ key }) => key)).size).toBeLessThanOrEqual(1);
    }),
  );
});

test('a session is open from the start of its step until it is in the ledger, or its build says that there was none', () => {
  const session: JournalEntry = { t: 'session', at: 1, run: 'r1', key: 'k1', session: sessionOf() };
  expect(after(started('implement')).openSession).toBe(1);
  expect(after(started('implement'), session, started('implement')).openSession).toBe(2);
  expect(after(started('implement'), integrated()).openSession).toBe(1);
  for (const end of [session, failed('implement'), { t: 'unstarted', at: 1, run: 'r1', story: 'login' } as const])
    expect(after(started('implement'), end)).not.toHaveProperty('openSession');
  expect(after(started('implement'), session)).toMatchObject({ unfinished: 'implement' });
  expect(after(started('gate'))).not.toHaveProperty('openSession');
});

const WHY = { by: 'spike', expectedTokens: 1, workingTokens: 4 } as const;
const parked = (more: object = {}): JournalEntry => ({
  t: 'parked',
  at: 1,
  run: 'r1',
  story: 'login',
  key: 'k1',
  why: WHY,
  ...more,
});

test('what was handed back is gone on from until work is done or a try has failed', () => {
  expect(after(started('implement'), parked({ commit: 'c9', report: 'half' }))).toEqual({
    steps: {},
    failures: [],
    starts: 1,
    work: 'c9',
    parked: { key: 'k1', why: WHY, report: 'half' },
  });
  expect(after(parked(), { ...gated(), step: 'worktree' } as JournalEntry, started('implement'))).toHaveProperty('parked');
  expect(after(parked(), started('implement'), implemented())).not.toHaveProperty('parked');
  expect(after(parked(), started('implement'), failed('implement'))).not.toHaveProperty('parked');
  expect(after(parked(), started('implement'), failed('implement', { counts: false }))).toHaveProperty('parked');
});

test('a run that was cut off is gone on from by the next, one that ended is not', () => {
  const begin = (run: string): JournalEntry => ({ t: 'run-started', at: 1, run, command: 'build' });
  const end = (run: string, exit: number): JournalEntry => ({ t: 'run-ended', at: 2, run, exit });
  const runs = (...entries: readonly JournalEntry[]): readonly string[] => foldJournal(entries).lastRun!.runs;
  expect(runs(begin('a'), begin('b'))).toEqual(['a', 'b']);
  expect(runs(begin('a'), end('a', 130), begin('b'), end('b', 143), begin('c'))).toEqual(['a', 'b', 'c']);
  for (const exit of [0, 1, 3, 4]) expect(runs(begin('a'), begin('b'), end('b', exit), begin('c'))).toEqual(['c']);
});

test('a budget that kept a story out is forgotten when its next session begins', () => {
  const shortfall = { scope: 'run', name: '', unit: 'tokens', limit: 9, left: 1, needs: 4 } as const;
  const out: JournalEntry = { t: 'unfunded', at: 1, run: 'r1', story: 'login', shortfall };
  expect(after(out, started('worktree'))).toMatchObject({ unfunded: { run: 'r1', shortfall } });
  expect(after(out, started('implement'))).not.toHaveProperty('unfunded');
});

const checkpoint = (more: Partial<CheckpointEntry> = {}): CheckpointEntry => ({
  t: 'checkpoint',
  at: 5,
  run: 'r1',
  story: 'login',
  key: 'k1',
  commit: 'c5',
  completed: ['a'],
  pending: [],
  ...more,
});

test('the latest checkpoint stands through failures until work is done or landed; handed back, its words go with what was kept then', () => {
  const before = [started('implement'), checkpoint({ commit: 'c4' }), checkpoint()];
  expect(after(...before).checkpoint).toEqual({ key: 'k1', commit: 'c5', completed: ['a'], pending: [] });
  expect(after(...before, failed('implement'), started('implement')).checkpoint).toMatchObject({ commit: 'c5' });
  expect(after(...before, implemented())).not.toHaveProperty('checkpoint');
  expect(after(...before, { ...parked(), commit: 'c6' } as JournalEntry).checkpoint).toMatchObject({
    commit: 'c6',
    completed: ['a'],
  });
  expect(after(...before, integrated())).not.toHaveProperty('checkpoint');
});
