import { expect, test } from 'vitest';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import { sharedText } from '../../src/report/shared-text.ts';
import { sessionRecord } from '../budget/session-record.ts';
import { factsOf } from '../rig/report-facts.ts';

const SPENDS = [
  { input: 10, cacheWrite: 8_000, cacheRead: 16_000, output: 400 },
  { input: 20, cacheWrite: 1_500, cacheRead: 20_000, output: 300 },
];
const session = (record: SessionRecord, run = 'r1'): JournalEntry => ({ t: 'session', at: 1, run, key: 'k', session: record });

/** `add` begins a session, `double` goes on with it. */
const TURNS = SPENDS.map((spend, at) => {
  const record = sessionRecord({ story: ['add', 'double'][at]!, startedAt: at });
  const first = at === 0 ? { firstContextTokens: 8_000 } : {};
  return {
    ...record,
    estimate: { ...record.estimate, baseTokens: at === 0 ? 6_000 : 0 },
    actual: {
      ...first,
      floorTokens: 2_000 - at * 800,
      workingTokens: 1_000,
      requests: 3,
      spend,
      spendSource: 'agent-total' as const,
    },
    shared: { session: 'add/1', place: at + 1, ...(at === 0 ? {} : { heldTokens: 9_000 }) },
  };
});

test('a session of several stories stands with its base once, the work of each, and what all of them spent', () => {
  const report = ledgerReport(factsOf([...TURNS.map((one) => session(one)), session(sessionRecord({ story: 'sum' }))]));
  expect(report.shared).toMatchObject([
    {
      session: 'add/1',
      baseTokens: 6_000,
      turns: [
        { story: 'add', workingTokens: 1_000 },
        { story: 'double', floorTokens: 1_200 },
      ],
      spend: { input: 30, cacheWrite: 9_500, cacheRead: 36_000, output: 700 },
    },
  ]);
  expect(sharedText(report)).toBe(
    'base 6.0k once; add floor 2.0k + working 1.0k; double floor 1.2k + working 1.0k; burn 10.2k, cache reads 36.0k',
  );
});

test('a later turn is no sample of a multiplier as it is shown; one whose others never came shares with nobody', () => {
  const report = ledgerReport(factsOf(TURNS.map((one) => session(one))));
  expect(report.trends.flatMap(({ points }) => points.map(({ story }) => story))).toEqual(['add']);
  expect(ledgerReport(factsOf([session(TURNS[0]!)])).shared).toBeUndefined();
  expect(ledgerReport(factsOf([session(TURNS[0]!), session(TURNS[1]!, 'r2')])).shared).toBeUndefined();
});
