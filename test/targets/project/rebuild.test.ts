import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrailerCommit } from '../../../src/host/host.ts';
import { mergeMessage, type Landing } from '../../../src/integrate/message.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { NOTHING_SHARED, type SharedLedger } from '../../../src/model/history.ts';
import { foldJournal } from '../../../src/record/fold.ts';
import { withTrailers } from '../../../src/targets/project/rebuild.ts';
import { implemented, sessionOf, started } from '../../record/entries.ts';

const SPEND = { input: 3000, cacheWrite: 9000, cacheRead: 90_000, output: 2500 };
const LANDING: Landing = {
  story: 'login',
  title: 'Log in',
  key: 'k1',
  agent: 'claude',
  model: 'sonnet',
  gateDigest: 'd',
  floorTokens: { estimate: 2440, actual: 2600 },
  workingTokens: { estimate: 7000, actual: 8800 },
  spend: SPEND,
};
const reckon = (_agent: string, model: string) => ({ kappa: 1.22, baseTokens: 6000, model: `claude-${model}` });

function commitOf(commit: string, more: Partial<Landing> = {}): TrailerCommit {
  const lines = mergeMessage({ ...LANDING, ...more })
    .split('\n')
    .slice(2, -1);
  return { commit, at: 7, trailers: Object.fromEntries(lines.map((line) => line.split(': ') as [string, string])) };
}

const landed: JournalEntry = { t: 'integrated', at: 1, run: 'r1', story: 'login', key: 'k1', commit: 'c1', parts: {} };
const session = (more = {}): JournalEntry => ({ t: 'session', at: 1, run: 'r1', key: 'k1', session: sessionOf(more) });

test('of an empty journal everything that trailers have is told, and nothing made up that could be learned from', () => {
  const { entries, landings, sessions } = withTrailers([], [commitOf('c1')], reckon);
  expect([landings, sessions]).toEqual([['login'], 1]);
  const state = foldJournal(entries);
  expect(state.stories.get('login')?.integrated).toMatchObject({ key: 'k1', commit: 'c1' });
  expect(state.integrations).toMatchObject([{ story: 'login', sessions: 1 }]);
  expect(state.sessions).toMatchObject([
    {
      agent: 'claude',
      model: 'claude-sonnet',
      outcome: 'completed',
      censored: false,
      estimate: { rawFloorTokens: 2000, floorTokens: 2440, workingP50Tokens: 7000, baseTokens: 6000 },
      actual: { floorTokens: 2600, workingTokens: 8800, spend: SPEND, spendSource: 'agent-total' },
    },
  ]);
  expect(state.sessions[0]!.actual.peakTokens).toBeUndefined();
});

test('a session is rebuilt under the effort and the raw floor that its trailers tell', () => {
  const { entries } = withTrailers([], [commitOf('c1', { effort: 'high', rawFloorTokens: 1640 })], reckon);
  expect(foldJournal(entries).sessions).toMatchObject([
    { effort: 'high', estimate: { rawFloorTokens: 1640, floorTokens: 2440 } },
  ]);
});

test('a landing without burn was of unknown spend, and stays so', () => {
  const { spend: _none, ...silent } = LANDING;
  const commit = { commit: 'c', at: 1, trailers: { 'Xpar-Story': 'login', 'Xpar-Key': 'k1', 'Xpar-Agent': silent.agent } };
  const { entries } = withTrailers([], [commit], reckon);
  expect(foldJournal(entries).sessions).toMatchObject([{ actual: { spendSource: 'none' } }]);
});

test('what the journal has is not told again', () => {
  const journal = [started('implement'), session(), implemented(), landed];
  const { entries, landings, sessions } = withTrailers(journal, [commitOf('c1')], reckon);
  expect([entries, landings, sessions]).toEqual([journal, [], 0]);
});

test('of two attempts with one lost, the lost one gets what is left of the sum, and the rest is as it was', () => {
  const failedFirst = { ...SPEND, input: 1000, output: 500 };
  const both = { input: 4000, cacheWrite: 18_000, cacheRead: 180_000, output: 3000 };
  const { entries } = withTrailers([session(), landed], [commitOf('c1', { spend: both })], reckon);
  const { sessions } = foldJournal(entries);
  expect(sessions).toHaveLength(2);
  expect(sessions[1]).toMatchObject({ outcome: 'crashed', censored: true, actual: { spend: failedFirst } });
  expect(sessions[1]!.actual).not.toHaveProperty('workingTokens');
});

test('a landing stands after the sessions behind it, and before what came later', () => {
  const later: JournalEntry = { ...started('implement'), key: 'k2' } as JournalEntry;
  const { entries } = withTrailers([session(), later], [commitOf('c1')], reckon);
  expect(entries.map(({ t }) => t)).toEqual(['session', 'integrated', 'started']);
});

test('commits that bring nothing in, and trailers that xpar does not write, are left alone', () => {
  const odd = { 'Xpar-Story': 'login', 'Xpar-Key': 'k', 'Xpar-Burn': 'input 1e9, lots', 'Xpar-Floor': '-3/x' };
  const { entries } = withTrailers(
    [],
    [
      { commit: 'r', at: 1, trailers: { 'Xpar-Revert': 'login' } },
      { commit: 'o', at: 1, trailers: odd },
    ],
    reckon,
  );
  expect(entries).toMatchObject([
    { t: 'session', session: { actual: { spendSource: 'none' } } },
    { t: 'integrated', commit: 'o' },
  ]);
});

const theirs = (key: string): SharedLedger => ({
  ...NOTHING_SHARED,
  sessions: [{ ...sessionOf({ actual: { ...sessionOf().actual, spend: SPEND } }), run: 'theirs', at: 1, key }],
  integrations: [{ story: 'login', key, at: 1, run: 'theirs', session: { run: 'theirs', startedAt: 0 } }],
});

test('a landing that the shared ledger has is not told again, nor what was used for it', () => {
  expect(withTrailers([], [commitOf('c1')], reckon, theirs('k1'))).toEqual({ entries: [], landings: [], sessions: 0 });
  expect(withTrailers([], [commitOf('c1')], reckon, theirs('k0'))).toMatchObject({ landings: ['login'], sessions: 1 });
});

test('of a landing entered here, the sessions that the shared ledger has are not told again', () => {
  const known = withTrailers([landed], [commitOf('c1')], reckon, { ...theirs('k1'), integrations: [] });
  expect(known).toEqual({ entries: [landed], landings: [], sessions: 0 });
});

test('completing twice is completing once, and no token is counted twice', () => {
  const counts = fc.record({ input: fc.nat(1e6), cacheWrite: fc.nat(1e6), cacheRead: fc.nat(1e6), output: fc.nat(1e6) });
  fc.assert(
    fc.property(counts, fc.array(fc.constantFrom('k1', 'k2'), { maxLength: 4 }), (spend, keys) => {
      const commits = keys.map((key, index) => commitOf(`c${index}`, { key, spend }));
      const once = withTrailers([], commits, reckon);
      expect(withTrailers(once.entries, commits, reckon).entries).toEqual(once.entries);
      const total = foldJournal(once.entries).sessions.reduce((sum, one) => sum + one.actual.spend.input, 0);
      expect(total).toBe(new Set(keys).size * spend.input);
    }),
  );
});

test('a landing that was taken out again stands no more, and its story is open with the reason', () => {
  const trailers = { 'Xpar-Revert': 'login', 'Xpar-Reverts': 'c1', 'Xpar-Why': 'not this', 'Xpar-By': 'me <me@x>' };
  const commits = [{ commit: 'r1', at: 9, trailers }, commitOf('c1')];
  const { entries } = withTrailers([], commits, reckon);
  const story = foldJournal(entries).stories.get('login');
  expect(story?.integrated).toBeUndefined();
  expect(story?.failures).toMatchObject([{ problem: { reason: 'rejected', why: 'not this' } }]);
  expect(withTrailers(entries, commits, reckon).entries).toEqual(entries);
});
