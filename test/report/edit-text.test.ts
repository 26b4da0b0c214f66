import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Told } from '../../src/model/event.ts';
import { cancelledText, editedText, staleInFlightText, sunkText } from '../../src/report/edit-text.ts';
import { lineReporter } from '../../src/report/lines.ts';
import { announced, FINDING, viewAfter } from './lanes.ts';
import { memoryStream } from './memory-stream.ts';

const price = { toImplement: 1, p50Tokens: 4000, ceilingTokens: 9000, usd: 0.03 };
const EDITED = {
  at: 1,
  t: 'edited',
  changes: [
    { of: 'story', name: 'login', how: 'edited' },
    { of: 'base', name: 'main', how: 'edited' },
  ],
  stories: [
    {
      story: 'login',
      step: 'implement',
      decision: { state: 'stale', reason: { code: 'changed', changes: [{ part: 'body', before: 'a1', after: 'b2' }] } },
      after: price,
    },
  ],
  found: [FINDING],
  gone: [{ severity: 'error', problem: { reason: 'unknown-adr', id: 'ADR-9', place: { file: 'stories/login.md', line: 4 } } }],
  price: { before: { toImplement: 0, p50Tokens: 0, ceilingTokens: 0 }, after: price },
} as const;
const CANCELLED = {
  at: 1,
  t: 'stale-in-flight',
  story: 'login',
  step: 'implement',
  because: 'changed',
  changes: [{ part: 'contract ADR-2', before: 'a1', after: 'b2' }],
} as const;
const SUNK = {
  at: 1,
  t: 'sunk',
  lanes: [
    { story: 'login', tokens: 12_000, usd: 0.1, workStands: false },
    { story: 'search', workStands: false },
    { story: 'mail', workStands: true },
  ],
  adrs: ['ADR-2'],
  tokens: 12_000,
  usd: 0.1,
} as const;

test('an edit is told with what it changes, what it costs, and what is wrong now or no longer', () => {
  expect(editedText(EDITED)).toMatchInlineSnapshot(`
    "edited: login
    edited: base main
      login:implement stale: changed: body (a1 -> b2); ceiling none -> 9.0k (about $0.030)
      found: error  gate-red  login is red at gate test (exit code 1)
        expected: exit code 0
        found:    1 failed
        hint:     log: gate.log
      gone: stories/login.md:4 error  unknown-adr  there is no ADR ADR-9
      before: 0 stories by an agent: context 0 expected (P50), sum of ceilings 0, price unknown
      after:  1 story by an agent: context 4.0k expected (P50), sum of ceilings 9.0k, about $0.030 (P50)"
  `);
});

test('where nothing but findings differ, that is said', () => {
  expect(editedText({ ...EDITED, changes: [], stories: [], gone: [], price: { before: price, after: price } })).toMatch(
    /^changed: nothing on the cards, but what they are judged by\n {2}found: error {2}gate-red/,
  );
});

test('a long list is cut, and says by how much', () => {
  const many = Array.from({ length: 500 }, (_, n) => ({ of: 'story', name: `s${n}`, how: 'added' }) as const);
  const lines = editedText({ ...EDITED, changes: many, stories: [], found: [], gone: [] }).split('\n');
  expect(lines.slice(18, 21)).toEqual(['added: s18', '  ... and 481 more', expect.stringContaining('before:')]);
});

test('a cancelled lane says why, and what was sunk in it; the cohort says what it was in all', () => {
  expect(staleInFlightText(CANCELLED)).toBe('implement cancelled, changed: contract ADR-2 (a1 -> b2)');
  expect(staleInFlightText({ ...CANCELLED, because: 'gone' })).toBe('implement cancelled, its card is gone');
  expect(staleInFlightText({ ...CANCELLED, because: 'not-ready' })).toBe('implement cancelled, its card is not ready any more');
  expect(cancelledText(CANCELLED, 12_000)).toBe('implement cancelled, changed: contract ADR-2 (a1 -> b2); 12.0k tokens sunk');
  expect(sunkText(SUNK)).toBe(
    'sunk: the cohort of ADR-2 was halted, 12.0k tokens ($0.100) in 3 lanes: login 12.0k, search unknown, mail none',
  );
});

test('in the live view a cancelled lane waits with its reason, and what is wanted anew has a clean line', () => {
  const told: readonly Told[] = [
    { t: 'started', story: 'login', step: 'implement', attempt: 1 },
    CANCELLED,
    SUNK,
    { t: 'integrated', story: 'search', commit: 'c' },
    { t: 'replanned', stories: [announced('login'), announced('mail')] },
  ];
  const { lanes } = viewAfter([announced('login'), announced('search'), announced('draft')], ...told);
  expect([...lanes].map(([story, { status }]) => [story, status])).toEqual([
    ['search', 'integrated'],
    ['login', 'waiting'],
    ['mail', 'waiting'],
  ]);
  expect(lanes.get('login')?.note).toMatchObject({ kind: 'cancelled', sunkTokens: 12_000 });
});

test('nothing that stands on a card can act on a terminal', () => {
  const hostile = fc
    .array(fc.oneof(fc.string(), fc.constantFrom('\n', '\r', '\u001b[2J', '\u202e')))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, (text) => {
      const stream = memoryStream();
      const reporter = lineReporter(stream, false);
      reporter.take({ ...EDITED, changes: [{ of: 'story', name: text, how: 'removed' }], stories: [], found: [], gone: [] });
      reporter.take({ ...CANCELLED, story: text, changes: [{ part: text }] });
      reporter.take({ ...SUNK, lanes: [{ story: text, workStands: true }], adrs: [text] });
      expect(stream.text().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(stream.text().trimEnd().split('\n')).toHaveLength(5);
    }),
  );
});
