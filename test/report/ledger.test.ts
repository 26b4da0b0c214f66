import { expect, test } from 'vitest';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import { foldJournal } from '../../src/record/fold.ts';
import { ledgerReport, type LedgerReport } from '../../src/report/ledger-report.ts';
import { ledgerText } from '../../src/report/ledger-text.ts';
import { painter } from '../../src/report/paint.ts';
import { integrated, sessionOf, silentSession } from '../record/entries.ts';

const DAY = 86_400_000;

function session(record: SessionRecord, more: { at?: number; run?: string } = {}): JournalEntry {
  return { t: 'session', at: 1, run: 'r1', key: 'k1', ...more, session: record };
}

function report(...entries: readonly JournalEntry[]): LedgerReport {
  return ledgerReport(foldJournal(entries));
}

const text = (of: LedgerReport): string => ledgerText(of, painter(false));

test('estimate stands beside actual, session by session', () => {
  const one = report(session(sessionOf()), integrated({ at: 2 })).sessions[0];
  expect(one).toMatchObject({
    floor: { estimate: 2000, actual: 2200 },
    working: { estimate: 7000, actual: 8800, p80: 15_000 },
    peak: { actual: 17_000, hard: 100_000 },
    integrated: true,
  });
});

test('what an agent did not tell is absent, never zero', () => {
  const { sessions, totals, models, velocity } = report(session(silentSession()));
  expect(sessions[0]!.floor).not.toHaveProperty('actual');
  expect(sessions[0]!.working).not.toHaveProperty('actual');
  expect(sessions[0]).not.toHaveProperty('spend');
  expect(totals.unknownSpend).toBe(1);
  expect(models[0]).not.toHaveProperty('multiplier');
  for (const row of velocity) expect(row).not.toHaveProperty('burnTokens');
});

test('as text, what is unknown is a question mark in every table', () => {
  const shown = text(report(session(silentSession())));
  expect(shown).toMatchInlineSnapshot(`
    "Estimate and actual  native tokens; working estimate is P50
    story  try  floor est  act  working est  act  ratio  peak  of zone  burn  cost  time  outcome
    login    1       2.0k    ?         7.0k    ?      ?     ?        ?     ?     ?  2:41  not integrated

    Multiplier  working / floor
    agent   model              multiplier  n  cut off  act/est  under P80
    claude  claude-sonnet-4-6           ?  0        0        ?          ?
    Calibration is claimed from 20 stories on; two runs of one story differ 1.4 to 2.6 times.

    Velocity  estimated tokens of integrated stories; burn beside it
    per                  stories  estimated  burn
    session  r1                0          0     ?
    day      1970-01-01        0          0     ?

    Total
    1 session, 0 stories integrated · input ? · cache write ? · output ? · cache read ? · 1 session told no usage
    "
  `);
  expect(shown.match(/\b0 *$/m)).toBeNull();
});

test('only the session whose work was integrated counts as such, also when a later run integrated it', () => {
  const { sessions } = report(
    session(sessionOf({ attempt: 1 }), { at: 1 }),
    session(sessionOf({ attempt: 2 }), { at: 2 }),
    session(sessionOf({ story: 'logout' }), { at: 3 }),
    integrated({ at: 9, run: 'r2' }),
    session(sessionOf({ attempt: 1 }), { at: 10, run: 'r3' }),
  );
  expect(sessions.map((one) => one.integrated)).toEqual([false, true, false, false]);
});

test('velocity counts estimates of what was integrated, by run and by day, with all burn beside it', () => {
  const { velocity } = report(
    session(sessionOf({ attempt: 1 }), { at: 1, run: 'r1' }),
    session(sessionOf({ attempt: 2 }), { at: DAY, run: 'r1' }),
    integrated({ at: DAY + 1 }),
  );
  expect(velocity).toEqual([
    { per: 'session', key: 'r1', stories: 1, estimatedTokens: 9000, burnTokens: 29_000 },
    { per: 'day', key: '1970-01-01', stories: 0, estimatedTokens: 0, burnTokens: 14_500 },
    { per: 'day', key: '1970-01-02', stories: 1, estimatedTokens: 9000, burnTokens: 14_500 },
  ]);
});

test('a multiplier is the median over sessions that ended by themselves and told both figures', () => {
  const told = (floorTokens: number, workingTokens: number, more: Partial<SessionRecord> = {}): JournalEntry =>
    session(sessionOf({ ...more, actual: { ...sessionOf().actual, floorTokens, workingTokens } }));
  const { models } = report(
    told(1000, 2000),
    told(1000, 5000),
    told(1000, 9000),
    told(1000, 90_000, { censored: true }),
    told(0, 5000),
    session(silentSession()),
  );
  expect(models).toMatchObject([{ agent: 'claude', n: 3, censored: 1, multiplier: 5, underP80: 1 }]);
});

test('agents and models are told apart', () => {
  const { models } = report(session(sessionOf()), session(sessionOf({ model: 'gpt-5' })), session(sessionOf({ agent: 'codex' })));
  expect(models.map(({ agent, model }) => `${agent} ${model}`)).toEqual([
    'claude claude-sonnet-4-6',
    'claude gpt-5',
    'codex claude-sonnet-4-6',
  ]);
});

test('dollars nobody told are not in the total, those told are', () => {
  const priceless = { ...sessionOf().actual, spend: { input: 1, cacheWrite: 0, cacheRead: 0, output: 0 } };
  expect(report(session(sessionOf({ actual: priceless }))).totals.spend).not.toHaveProperty('usd');
  expect(report(session(sessionOf({ actual: priceless })), session(sessionOf())).totals.spend.usd).toBe(0.31);
});

test('the tables of a run with everything told', () => {
  expect(
    text(
      report(
        session(sessionOf()),
        integrated({ at: 2 }),
        session(sessionOf({ story: 'logout', outcome: 'limit', model: 'gpt-5' })),
      ),
    ),
  ).toMatchInlineSnapshot(`
    "Estimate and actual  native tokens; working estimate is P50
    story   try  model              floor est   act  working est   act  ratio   peak  of zone   burn    cost  time  outcome
    login     1  claude-sonnet-4-6       2.0k  2.2k         7.0k  8.8k  1.26x  17.0k      17%  14.5k  $0.310  2:41  integrated
    logout    1  gpt-5                   2.0k  2.2k         7.0k  8.8k  1.26x  17.0k      17%  14.5k  $0.310  2:41  limit

    Multiplier  working / floor
    agent   model              multiplier  n  cut off  act/est                          under P80
    claude  claude-sonnet-4-6        4.00  1        0    1.26x  100% (21-100%), too early to tell
    claude  gpt-5                    4.00  1        0    1.26x  100% (21-100%), too early to tell
    Calibration is claimed from 20 stories on; two runs of one story differ 1.4 to 2.6 times.

    Velocity  estimated tokens of integrated stories; burn beside it
    per                  stories  estimated   burn
    session  r1                1       9.0k  29.0k
    day      1970-01-01        1       9.0k  29.0k

    Total
    2 sessions, 1 story integrated · input 6.0k · cache write 18.0k · output 5.0k · cache read 180k · $0.620
    "
  `);
});

test('an empty ledger says what to do', () => {
  expect(text(report())).toBe('No session has run yet.\n  hint: xpar plan shows what would run, xpar build runs it\n');
});

test('the same journal gives the same report, and it survives JSON', () => {
  const one = report(session(sessionOf()), session(silentSession()), integrated({ at: 2 }));
  expect(JSON.parse(JSON.stringify(one))).toEqual(one);
});
