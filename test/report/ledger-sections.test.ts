import { expect, test } from 'vitest';
import type { Clash } from '../../src/model/clash.ts';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import type { ReportFacts } from '../../src/model/report.ts';
import { clashesText } from '../../src/report/clash-text.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { verdictText } from '../../src/report/text-learning.ts';
import { subtasksText } from '../../src/report/subtask-sums-text.ts';
import { failed, gated, integrated, sessionOf, silentSession, started } from '../record/entries.ts';
import { factsOf } from '../rig/report-facts.ts';

const DAY = 86_400_000;

function session(record: SessionRecord, more: { at?: number; run?: string } = {}): JournalEntry {
  return { t: 'session', at: 1, run: 'r1', key: 'k1', ...more, session: record };
}

function report(entries: readonly JournalEntry[], more: Partial<ReportFacts> = {}): LedgerReport {
  return ledgerReport(factsOf(entries, more));
}

const working = (workingTokens: number, more: Partial<SessionRecord> = {}): SessionRecord =>
  sessionOf({ ...more, actual: { ...sessionOf().actual, workingTokens } });
const iterations = ({ velocity }: LedgerReport): readonly (readonly [string, number])[] =>
  velocity.filter(({ per }) => per === 'iteration').map(({ key, stories }) => [key, stories]);

test('calibration leaves out what was cut off, and says how much of it was over already', () => {
  const cut = { censored: true, outcome: 'stopped' } as const;
  const { calibration } = report([
    session(working(3500)),
    session(working(14_000)),
    session(working(16_000)),
    session(working(20_000, cut)),
    session(working(100, cut)),
  ]);
  expect(calibration).toMatchObject({ n: 3, censored: 2, censoredOver: 1, workingBias: 2, underP80: { share: 2 / 3, of: 3 } });
  expect(calibration.mdape).toBe(1);
});

test.each([
  [19, 19, 'Too early to tell: 100% of 19 sessions'],
  [24, 30, 'Estimates hold: 80% of 30 sessions'],
  [10, 40, 'Estimates are too low: 25% of 40 sessions'],
  [200, 200, 'Estimates are too high: 100% of 200 sessions'],
])('%i of %i under P80 is said as it is', (hits, of, said) => {
  const entries = Array.from({ length: of }, (_, at) => session(working(at < hits ? 5000 : 20_000)));
  expect(verdictText(report(entries).calibration)).toContain(said);
});

test('a trend holds what was foreseen and what it took, each over the estimated floor', () => {
  const next = [{ agent: 'claude', model: 'claude-sonnet-4-6', p50: 4, p80: 8, samples: 1 }];
  const drift = { since: 0, seen: 0, sessions: 1, factor: 2 };
  const lessons = [{ agent: 'claude', model: 'claude-sonnet-4-6', drifts: [drift], bases: [] }];
  expect(report([session(working(9000))], { next, lessons }).trends).toEqual([
    {
      agent: 'claude',
      model: 'claude-sonnet-4-6',
      points: [{ at: 0, story: 'login', p50: 3.5, p80: 7.5, actual: 4.5, censored: false }],
      drifts: [0],
      next: { p50: 4, p80: 8, samples: 1 },
    },
  ]);
});

test('a context past the warn limit of its zone is told, and one past the hard limit otherwise', () => {
  const peak = (peakTokens: number, story: string): JournalEntry =>
    session(sessionOf({ story, actual: { ...sessionOf().actual, peakTokens } }));
  const entries = [peak(63_000, 'calm'), peak(65_000, 'warm'), peak(101_000, 'hot'), session(silentSession())];
  const { zone } = report(entries, { warnShares: new Map([['claude-sonnet-4-6', 0.64]]) });
  expect(zone).toMatchObject({ known: 3, warned: 2, over: 1 });
  expect(zone.visits.map(({ story, level, warnTokens }) => [story, level, warnTokens])).toEqual([
    ['hot', 'over', 64_000],
    ['warm', 'warn', 64_000],
  ]);
});

test('sessions that told their contexts are shown on their way, those that came highest first, six at most', () => {
  const climb = (story: string, peakTokens: number): JournalEntry =>
    session(
      sessionOf({ story, actual: { ...sessionOf().actual, peakTokens }, turns: { contexts: [9000, peakTokens], bad: [] } }),
    );
  const { climbs } = report(Array.from({ length: 8 }, (_, at) => climb(`s${at}`, 10_000 + 1000 * at))).zone;
  expect(climbs.map(({ story }) => story)).toEqual(['s7', 's6', 's5', 's4', 's3', 's2']);
  expect(climbs[0]).toMatchObject({ contexts: [9000, 17_000], ceilingTokens: 23_000, hardTokens: 100_000 });
});

test('iterations of equal length begin at their day, and what was before has a name too', () => {
  const entries = [0, 1, 7, 13, 15].flatMap((day) => {
    const story = `s${day}`;
    return [session(sessionOf({ story }), { at: day * DAY }), integrated({ story, at: day * DAY + 1 })];
  });
  expect(iterations(report(entries, { iterations: { from: DAY, days: 7 } }))).toEqual([
    ['before', 1],
    ['iteration 1', 2],
    ['iteration 2', 1],
    ['iteration 3', 1],
  ]);
});

test('a cut ends an iteration: what came after it is now', () => {
  const ran = (story: string, at: number): JournalEntry[] => [
    session(sessionOf({ story }), { at }),
    integrated({ story, at: at + 1 }),
  ];
  const cut = (name: string, at: number): JournalEntry => ({ t: 'iteration', at, name });
  expect(
    iterations(report([...ran('a', 1), cut('spike', 5), ...ran('b', 6), ...ran('c', 7), cut('walls', 9), ...ran('d', 10)])),
  ).toEqual([
    ['spike', 1],
    ['walls', 2],
    ['now', 1],
  ]);
  expect(iterations(report(ran('a', 1)))).toEqual([]);
});

test('flow counts conflicts, gates, rework and the time from a first session to its integration', () => {
  const { flow } = report([
    session(sessionOf({ attempt: 1, startedAt: 0 }), { at: 10 }),
    started('gate', { at: 11 }),
    failed('gate', { at: 12 }),
    session(sessionOf({ attempt: 2, startedAt: 20 }), { at: 30 }),
    gated({ at: 31 }),
    {
      ...failed('integrate', { at: 32 }),
      problem: { reason: 'merge-conflict', story: 'login', paths: [], onto: 'x' },
    } as JournalEntry,
    session(sessionOf({ attempt: 3, startedAt: 40 }), { at: 50 }),
    gated({ at: 51 }),
    integrated({ at: 60_000 }),
    { t: 'retry', at: 61_000, story: 'login' },
    { t: 'landed', at: 62_000, from: 'a', to: 'b', stories: ['login'] },
  ]);
  expect(flow).toMatchObject({
    cycle: { n: 1, medianMs: 60_000 },
    conflicts: { share: 0.5, of: 2 },
    gates: { share: 2 / 3, of: 3 },
    firstGates: { share: 0, of: 1 },
    rework: { sessions: 2, of: 3, stories: 1, sunkTokens: 29_000 },
    approvals: { retried: 1, takenAsDone: 0, landings: 1 },
  });
});

test('clashes are counted by kind, by what settled them, and as foretold; words and gates by story', () => {
  const clash = (story: string, step: Clash['step'], more: Partial<Clash> = {}): Clash => ({
    story,
    kind: 'textual',
    paths: ['a'],
    with: [],
    step,
    foretold: false,
    ...more,
  });
  const wave = (landed: readonly string[], ...clashes: readonly Clash[]): JournalEntry => ({
    t: 'wave',
    at: 1,
    run: 'r',
    stories: ['login'],
    landed,
    ejected: [],
    conflicts: [],
    flakes: 0,
    gates: 1,
    durationMs: 1,
    clashes,
  });
  const by = { name: 'Ada', email: '' };
  const word = { at: 9, story: 'login', commit: 'c', by };
  const { flow } = report([
    failed('gate', { at: 1 }),
    gated({ at: 2 }),
    wave(['a'], clash('login', 'rebase', { foretold: true }), clash('a', 'union')),
    wave([], clash('login', 'again'), clash('b', 'again', { kind: 'semantic', paths: [] })),
    integrated({ at: 3 }),
    { t: 'accepted', ...word },
    { t: 'rejected', ...word, key: 'k', revert: 'x', why: 'y' },
  ]);
  expect(flow.clashes).toEqual({
    n: 4,
    kinds: { textual: 3, semantic: 1, 'golden-file': 0 },
    settled: { order: 0, union: 1, mergiraf: 0, rebase: 0, again: 1, person: 0 },
    open: 2,
    foretold: 1,
  });
  expect(clashesText(flow.clashes)).toBe(
    '4 clashes: 3 textual, 1 semantic (merged clean, red together); settled by 1 union of line lists, 1 implementing it again; 2 not settled by the rung they came to; 1 foretold',
  );
  expect(flow.verdicts).toEqual([{ story: 'login', accepted: 1, rejected: 1, gates: { green: 1, of: 2 } }]);
  expect(flow.approvals).toMatchObject({ accepted: 1, rejected: 1 });
});

test('a run knows how many sessions went on at once, and what that saved in time', () => {
  const at = (startedAt: number, story: string): JournalEntry =>
    session(sessionOf({ story, startedAt, durationMs: 100 }), { at: startedAt });
  const { flow } = report([at(0, 'a'), at(50, 'b'), at(100, 'c')]);
  expect(flow.runs).toMatchObject([{ sessions: 3, sideBySide: 2, elapsedMs: 200, workMs: 300 }]);
  expect(flow.speedup).toBe(1.5);
});

test('since a day, only what ran from then on is in any figure', () => {
  const entries = [
    session(sessionOf({ story: 'old' }), { at: 1 }),
    integrated({ story: 'old', at: 2 }),
    session(sessionOf({ story: 'new' }), { at: DAY }),
    integrated({ story: 'new', at: DAY + 1 }),
  ];
  const { sessions, totals, velocity, models } = report(entries, { since: DAY });
  expect(sessions.map(({ story, integrated: is }) => [story, is])).toEqual([['new', true]]);
  expect(totals).toMatchObject({ sessions: 1, integrated: 1 });
  expect(velocity.map(({ stories }) => stories)).toEqual([1, 1]);
  expect(models[0]!.n).toBe(1);
});

test("a story's parts came in with it, each as it was done last", () => {
  const done = (more: Partial<SessionRecord>): JournalEntry => session({ ...sessionOf(), ...more });
  const { sessions } = report([
    done({ subtask: 'one' }),
    done({ subtask: 'two', outcome: 'stopped' }),
    done({ subtask: 'one' }),
    done({ subtask: 'two' }),
    integrated(),
  ]);
  expect(sessions.map((one) => one.integrated)).toEqual([false, false, true, true]);
});

test('velocity counts a story in parts once, with what all its parts came to; they are no rework of each other', () => {
  const done = (more: Partial<SessionRecord>): JournalEntry => session({ ...sessionOf(), ...more }, { at: 1 });
  const whole = report([done({}), integrated({ at: 2 })]).velocity[0]!;
  const { velocity, flow } = report([
    done({ subtask: 'one' }),
    done({ subtask: 'two', outcome: 'stopped' }),
    done({ subtask: 'two' }),
    integrated({ at: 2 }),
  ]);
  expect(velocity[0]).toMatchObject({ stories: 1, estimatedTokens: 2 * whole.estimatedTokens, loadFactor: whole.loadFactor });
  expect(velocity[0]!.yield).toBeCloseTo(2 / 3);
  expect(flow.rework).toEqual({ sessions: 1, of: 3, stories: 1, sunkTokens: whole.burnTokens });
  const roles = report([done({ role: 'test-writer' }), done({ role: 'implementer' }), done({ role: 'implementer' })]);
  expect(roles.flow.rework).toMatchObject({ sessions: 1, of: 3, stories: 1 });
});

test('sessions on subtasks are added up by story, and those that told nothing are counted', () => {
  const spend = { input: 900, cacheRead: 0, cacheWrite: 0, output: 100 };
  const told = (subtask: string): SessionRecord => ({ ...sessionOf({ subtask }), actual: { ...sessionOf().actual, spend } });
  const all = report([session(told('one')), session(told('two')), session({ ...silentSession(), subtask: 'three' })]);
  expect(subtasksText(all)).toMatch(/one, two, three +3 +2\.0k +\? +1 session told no usage/);
  expect(subtasksText(report([session(sessionOf())]))).toBe('');
});
