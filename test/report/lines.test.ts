import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event, Told } from '../../src/model/event.ts';
import { jsonReporter } from '../../src/report/json-lines.ts';
import { isKnown, lineReporter } from '../../src/report/lines.ts';
import { announced, begun, EVERY_STATE, FINDING } from './lanes.ts';
import { memoryStream } from './memory-stream.ts';

function lines(told: readonly Told[], why = false): string {
  const stream = memoryStream();
  const reporter = lineReporter(stream, why);
  for (const one of told) reporter.take({ at: 1, ...one });
  void reporter.close();
  return stream.text();
}

test('each change of state is one plain line', () => {
  const ended: readonly Told[] = [
    { t: 'ended', story: 'working', step: 'implement', ok: true, durationMs: 161_000, reused: false },
    { t: 'ended', story: 'judged', step: 'gate', ok: true, durationMs: 5000, reused: false },
    { t: 'base-merged', base: 'main', commit: '0123456789abcdef', gated: true },
    { t: 'problem', finding: FINDING },
    { t: 'stopping', signal: 'SIGINT', times: 1 },
    { t: 'stopping', signal: 'SIGINT', times: 2 },
  ];
  const stories = EVERY_STATE.map(([id]) => announced(id));
  expect(lines([begun(...stories), ...EVERY_STATE.flatMap(([, told]) => told), ...ended])).toMatchInlineSnapshot(`
    "xpar build: 3 side by side, 9 to do, main@0123456 -> xpar/integration
      untouched  claude on claude-sonnet-4-6  at most 20.0k
      queued     claude on claude-sonnet-4-6  at most 20.0k
      working    claude on claude-sonnet-4-6  at most 20.0k
      again      claude on claude-sonnet-4-6  at most 20.0k
      warned     claude on claude-sonnet-4-6  at most 20.0k
      judged     claude on claude-sonnet-4-6  at most 20.0k
      landed     claude on claude-sonnet-4-6  at most 20.0k
      broken     claude on claude-sonnet-4-6  at most 20.0k
      stuck      claude on claude-sonnet-4-6  at most 20.0k
      context of all together: at most 180k
    queued: waits for working (same files)
    working: implement
    again: attempt 2 of 3, because
        error  gate-red  login is red at gate test (exit code 1)
          expected: exit code 0
          found:    1 failed
          hint:     log: gate.log
    again: implement, attempt 2
    warned: implement
    warned: past its ceiling of 20.0k
    judged: gate
    landed: implement
    landed: integrated as abc
    broken: gate
    broken: failed
        error  gate-red  login is red at gate test (exit code 1)
          expected: exit code 0
          found:    1 failed
          hint:     log: gate.log
    stuck: held, its ceiling is 12.0k tokens over the smart zone
    working: implement done in 2:41, context 15.0k
    judged: gate done in 0:05
    main moved: merged into the integration branch as 0123456789, suite green
    error  gate-red  login is red at gate test (exit code 1)
      expected: exit code 0
      found:    1 failed
      hint:     log: gate.log
    SIGINT: stopping; nothing more starts. Once more ends everything at once.
    SIGINT: ending everything
    "
  `);
});

test('a run that starts nobody says nothing of its start', () => {
  expect(lines([{ ...begun(announced('a')), jobs: 0 } as Told])).toBe('');
});

const BUDGET = {
  scope: 'run',
  name: '',
  unit: 'tokens',
  limit: 20_000,
  spent: 15_200,
  assumed: 0,
  reserved: 800,
  unknown: 0,
} as const;
const SPIKE = { by: 'spike', expectedTokens: 4000, workingTokens: 14_000 } as const;

test('what budgets do is told in plain lines', () => {
  const { scope, name, unit, limit, spent } = BUDGET;
  const spentUp = { by: 'budget', scope, name, unit, limit, spent, assumed: 5000 } as const;
  const told: readonly Told[] = [
    { t: 'spend', spend: { input: 1, cacheWrite: 0, cacheRead: 0, output: 0 }, unknown: 0, budgets: [BUDGET] },
    { t: 'budget', budget: BUDGET, percent: 75 },
    { t: 'budget', budget: { ...BUDGET, unit: 'usd', limit: 2, spent: 2.1, reserved: 0 }, percent: 100 },
    { t: 'waiting', story: 'login', for: 'budget', shortfall: { scope, name, unit, limit, left: 4000, needs: 9000 } },
    { t: 'asked', question: spentUp, item: 'A-1' },
    { t: 'answered', question: spentUp, item: 'A-1', by: 'terminal', more: 5000 },
    { t: 'asked', question: { ...SPIKE, story: 'login' }, item: 'A-2', until: 5 },
    { t: 'answered', question: { ...SPIKE, story: 'login' }, item: 'A-2', by: 'inbox', more: 1 },
    { t: 'answered', question: spentUp, item: 'A-3', by: 'nobody' },
    { t: 'parked', story: 'login', why: SPIKE, commit: '0123456789abcdef' },
  ];
  expect(lines(told)).toMatchInlineSnapshot(`
    "the run's budget is at 75%: 15.2k of 20.0k tokens, 800 reserved
    the run's budget is spent: $2.10 of $2.00
    login: waits, would take up to 9.0k, and the run's budget of 20.0k tokens has 4.0k left
    paused: the run's budget of 20.0k is spent: 20.2k tokens, 5.0k of it assumed for sessions that told no usage -> xpar approve A-1 --more 100k, or xpar deny A-1
    answered: go on with 5.0k tokens more
    paused: login: 14.0k working tokens, 3.5 times the 4.0k expected -> xpar approve A-2, or xpar deny A-2
    answered: go on (A-2, from the inbox)
    answered: stop (nobody answered A-3)
    login: handed back, 14.0k working tokens, 3.5 times the 4.0k expected; what it left is kept as 0123456789
    "
  `);
});

test('who waits is told for whom and why; many that begin to wait for one share a line, told at once', async () => {
  const on = (story: string, more: object = {}): Told => ({ t: 'waiting', story, for: 'files', on: 'login', ...more });
  const same = { because: 'same-files', globs: ['src/a', 'src/**'] } as const;
  const told: readonly Told[] = [
    on('a', same),
    on('b', { because: 'files-unknown' }),
    on('c', { because: 'hotspot', globs: ['go.sum'] }),
    { t: 'waiting', story: 'd', for: 'story', on: 'login' },
    { t: 'waiting', story: 'e', for: 'pace', on: 'opus' },
    { t: 'waiting', story: 'k', for: 'checkout', on: 'login' },
    { t: 'started', story: 'login', step: 'implement', attempt: 1 },
    ...['f', 'g', 'h', 'i', 'j'].map((story) => on(story, same)),
  ];
  expect(lines(told)).toMatchInlineSnapshot(`
    "a: waits for login (same files: src/a and src/**)
    b: waits for login (files not declared)
    c: waits for login (same hotspot: go.sum)
    d: waits for login
    e: waits for opus (as many sessions as may begin in a minute)
    k: waits to run its installer in the checkout until login is through
    login: implement
    f, g, h and 2 more: each waits for login (same files)
    "
  `);
  const stream = memoryStream();
  lineReporter(stream, false).take({ at: 1, ...told[0]! });
  expect(stream.text()).toBe('');
  await Promise.resolve();
  expect(stream.text()).toBe('a: waits for login (same files: src/a and src/**)\n');
});

test('why a target is stale is told only when asked, and never for what is fresh', () => {
  const decided: readonly Told[] = [
    { t: 'decided', story: 'login', step: 'gate', decision: { state: 'stale', reason: { code: 'interrupted' } } },
    { t: 'decided', story: 'login', step: 'worktree', decision: { state: 'fresh', reason: { code: 'same-inputs' } } },
  ];
  expect(lines(decided)).toBe('');
  expect(lines(decided, true)).toBe('login:gate stale: was interrupted\n');
});

test('no story, reason or branch from outside can write a line of its own or act on a terminal', () => {
  const hostile = fc
    .array(fc.oneof(fc.string(), fc.constantFrom('\n', '\r', '\u001b[2J', '\u202e')))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, (text) => {
      const told: readonly Told[] = [
        { t: 'waiting', story: text, for: 'story', on: text },
        { t: 'drift', story: text, adr: text, note: text },
        { t: 'checkpoint', story: text, commit: 'c', completed: [text], pending: [] },
        { t: 'base-merged', base: text, commit: 'c', gated: false },
        { t: 'parked', story: text, why: { by: 'budget', ...BUDGET, scope: 'command', name: text } },
        { t: 'held', story: text, decision: { state: 'held', reason: { code: 'waits-for', story: text } } },
      ];
      const written = lines(told);
      expect(written.match(/\n/g)).toHaveLength(told.length);
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }),
  );
});

test('as JSON every event is one line that can be read back', () => {
  const stream = memoryStream();
  const events = [begun(announced('a\n"b"')), ...EVERY_STATE.flatMap(([, told]) => told).map((one) => ({ at: 2, ...one }))];
  const reporter = jsonReporter(stream);
  for (const event of events) reporter.take(event);
  const written = stream.text().trimEnd().split('\n');
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual(events);
});

test("a story's parts are told as they begin and end, with what is in conflict", () => {
  const of = { t: 'subtask', story: 'beads', subtask: 'one' } as const;
  const told = lines([
    { ...of, state: 'started' },
    { ...of, state: 'conflict', paths: ['src/list.mjs'] },
    { ...of, state: 'done' },
  ]);
  expect(told).toBe('beads: one begins\nbeads: one does not merge with the others, in src/list.mjs\nbeads: one is done\n');
});

test('an event of a kind that only another version knows can be told from ours', () => {
  expect(isKnown({ at: 1, t: 'stopping', signal: 'SIGINT', times: 1 })).toBe(true);
  for (const t of ['moved-to-mars', 'constructor']) expect(isKnown({ at: 1, t } as unknown as Event)).toBe(false);
});
