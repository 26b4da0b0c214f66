import { expect, test } from 'vitest';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import { ledgerText } from '../../src/report/ledger-text.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { painter } from '../../src/report/paint.ts';
import { factsOf } from '../rig/report-facts.ts';
import { integrated, sessionOf, silentSession } from '../record/entries.ts';

const DAY = 86_400_000;

function session(record: SessionRecord, more: { at?: number; run?: string } = {}): JournalEntry {
  return { t: 'session', at: 1, run: 'r1', key: 'k1', ...more, session: record };
}

function report(...entries: readonly JournalEntry[]): LedgerReport {
  return ledgerReport(factsOf(entries));
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
    "Stories  native tokens; estimate beside actual
    story  try  floor est  act  working P50    P80  act  ratio  of ceiling  peak  of zone  burn  cost  time  outcome
    login    1       2.0k    ?         7.0k  15.0k    ?      ?  ?              ?        ?     ?     ?  2:41  not integrated

    Calibration  do the estimates hold?
    Too early to tell: no session told what it worked.
    agent   model              multiplier  n  cut off  act/est  MdAPE  under P80
    claude  claude-sonnet-4-6           ?  0        0        ?      ?          ?
    Calibration is claimed from 20 sessions on; two runs of one story differ 1.4 to 2.6 times.

    Multiplier  working / floor, session by session
    claude on claude-sonnet-4-6
      no session told what it worked
      nothing learned yet; the first forecast said 3.5x and 7.5x

    Smart zone  contexts past its limits
    No session told its context.

    ADR tax  weight x stories, raw tokens
    No ADRs.

    Velocity  raw estimates of integrated stories; burn beside it
    per                  stories  estimated                    burn  yield  load
    day      1970-01-01        0          0  ················     ?      ?     ?
    session  r1                0          0  ················     ?      ?     ?

    Base  by agent version
    No agent told its version or its own context.

    Flow
    cycle time      nothing integrated yet
    conflicts       none yet
    gates green     none yet
    green at first  none yet
    waves           none yet: no suite was run on merged lanes
    integrator      context 0, burn 0: it uses no model
    clashes         none
    rework          0 of 1 session went to 0 stories once more; ? tokens in work that is not integrated
    your word       0 accepted, 0 sent back, 0 retried, 0 taken as done, 0 landings
    runs            1 run, 0.0 integrated in each; at most 1 side by side
    speedup         1.00x: all that ran, one after the other, over the time it took
    one session     too early to tell: no run had two sessions that told their usage

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

test('velocity counts raw estimates of what was integrated, by run and by day, with all burn beside it', () => {
  const { velocity } = report(
    session(sessionOf({ attempt: 1 }), { at: 1, run: 'r1' }),
    session(sessionOf({ attempt: 2 }), { at: DAY, run: 'r1' }),
    integrated({ at: DAY + 1 }),
  );
  expect(velocity).toEqual([
    { per: 'session', key: 'r1', stories: 1, estimatedTokens: 7650, burnTokens: 29_000, yield: 0.5, loadFactor: 11_000 / 7650 },
    { per: 'day', key: '1970-01-01', stories: 0, estimatedTokens: 0, burnTokens: 14_500, yield: 0 },
    { per: 'day', key: '1970-01-02', stories: 1, estimatedTokens: 7650, burnTokens: 14_500, yield: 1, loadFactor: 11_000 / 7650 },
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
  expect(models).toMatchObject([
    { agent: 'claude', n: 3, censored: 1, censoredOver: 1, multiplier: 5, underP80: { share: 1, of: 3 } },
  ]);
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
    "Stories  native tokens; estimate beside actual
    story   try  model              floor est   act  working P50    P80   act  ratio  of zone   burn    cost  outcome
    login     1  claude-sonnet-4-6       2.0k  2.2k         7.0k  15.0k  8.8k  1.26x      17%  14.5k  $0.310  integrated
    logout    1  gpt-5                   2.0k  2.2k         7.0k  15.0k  8.8k  1.26x      17%  14.5k  $0.310  limit

    Calibration  do the estimates hold?
    Too early to tell: 100% of 2 sessions stayed under P80 (95% interval 34-100%; 80% is aimed at).
    0% -----------------======================|=========● 100%
    agent   model              multiplier  n  cut off  act/est  MdAPE                          under P80
    claude  claude-sonnet-4-6        4.00  1        0    1.26x    26%  100% (21-100%), too early to tell
    claude  gpt-5                    4.00  1        0    1.26x    26%  100% (21-100%), too early to tell
    Calibration is claimed from 20 sessions on; two runs of one story differ 1.4 to 2.6 times.

    Multiplier  working / floor, session by session
    claude on claude-sonnet-4-6
      █
      nothing learned yet; the first forecast said 3.5x and 7.5x
    claude on gpt-5
      █
      nothing learned yet; the first forecast said 3.5x and 7.5x

    Smart zone  contexts past its limits
    None of 2 sessions came past its warn limit.

    ADR tax  weight x stories, raw tokens
    No ADRs.

    Velocity  raw estimates of integrated stories; burn beside it
    per                  stories  estimated                     burn  yield   load
    day      1970-01-01        1       7.7k  ████████████████  29.0k    50%  1.44x
    session  r1                1       7.7k  ████████████████  29.0k    50%  1.44x

    Base  by agent version
    No agent told its version or its own context.

    Flow
    cycle time      median 0:00, P80 0:00, n = 1
    conflicts       0% (0-79%) of 1 merge, too early to tell
    gates green     none yet
    green at first  none yet
    waves           none yet: no suite was run on merged lanes
    integrator      context 0, burn 0: it uses no model
    clashes         none
    rework          0 of 2 sessions went to 0 stories once more; 14.5k tokens in work that is not integrated
    your word       0 accepted, 0 sent back, 0 retried, 0 taken as done, 0 landings
    runs            1 run, 1.0 integrated in each; at most 2 side by side
    speedup         2.00x: all that ran, one after the other, over the time it took
    one session     too early to tell: no run had two sessions that told their usage

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
