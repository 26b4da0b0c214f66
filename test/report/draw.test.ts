import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { NO_TOKENS } from '../../src/model/budget.ts';
import type { Told } from '../../src/model/event.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { drawView, type Frame } from '../../src/report/draw.ts';
import { painter } from '../../src/report/paint.ts';
import type { View } from '../../src/report/view.ts';
import { announced, everyState, FINDING, viewAfter } from './lanes.ts';

const FRAME: Frame = { paint: painter(false), columns: 120, rows: 40, now: 62_000, tick: 0 };

function draw(view: View, more: Partial<Frame> = {}): string[] {
  return drawView(view, { ...FRAME, ...more });
}

test('every state has its mark and its word', () => {
  expect(draw(everyState(), { columns: 140 }).join('\n')).toMatchInlineSnapshot(`
    "
    xpar build 3 agents · 9 stories · main@0123456

    ○ untouched  waits
    ○ queued     waits for working (same files)
    ⠋ working    ████████████····  15.0k/20.0k  75%  0:59 claude implement
    ⠋ again      ················      0/20.0k   0%  0:56 claude implement, attempt 2
      ↳ login is red at gate test (exit code 1)
    ⠋ warned     ████████████████  21.0k/20.0k 105%  0:55 claude implement
      ↳ past its ceiling of 20.0k
    ◎ judged     ················      0/20.0k   0%  0:51 claude gate
    ✓ landed     ················      0/20.0k   0%  0:01 claude integrated
    ✗ broken     ················      0/20.0k   0%  0:01 claude failed
      ↳ login is red at gate test (exit code 1)
    ! stuck      claude needs you
      ↳ its ceiling is 12.0k tokens over the smart zone

    1 done · 4 running · 1 needs you · 1 failed · 2 waiting   3.0k tokens   1:01"
  `);
});

test('a wave is told while it is judged, and by what it came to; one that is all its lanes say of themselves is not', () => {
  const stories = [announced('add'), announced('sum')];
  const wave = {
    stories: ['add', 'sum'],
    landed: ['add'],
    ejected: ['sum'],
    conflicts: [],
    flakes: 0,
    gates: 2,
    durationMs: 9000,
  };
  const begun = { t: 'wave-begun', stories: ['add', 'sum'] } as const;
  const waves = (...told: readonly Told[]): readonly string[] =>
    draw(viewAfter(stories, ...told)).filter((line) => line.includes('wave'));
  expect(waves(begun)).toEqual(['  ◎ wave of 2, in this order: add, sum']);
  expect(waves(begun, { t: 'wave', ...wave })).toEqual(['  wave of 2: 1 landed; sum left out as red; cost 2 full gates, 0:09']);
  expect(waves({ t: 'wave', ...wave, stories: ['add'], ejected: [] })).toEqual([]);
});

test('without colour the words are the same', () => {
  const coloured = draw(everyState(), { paint: painter(true) });
  expect(coloured.join('\n')).toContain('\u001b[');
  expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(draw(everyState()));
});

test('on few rows those who need somebody come first, then those in flight, and the rest is counted', () => {
  const stories = Array.from({ length: 40 }, (_, index) => announced(`story-${index}`));
  const view = viewAfter(
    stories,
    { t: 'started', story: 'story-30', step: 'implement', attempt: 1 },
    { t: 'failed', story: 'story-20', finding: FINDING },
    { t: 'integrated', story: 'story-1', commit: 'c' },
  );
  const lines = draw(view, { rows: 10 });
  expect(lines).toHaveLength(9);
  expect(lines.slice(3, 7).map((line) => line.slice(0, 12))).toEqual([
    '✗ story-20  ',
    '⠋ story-30  ',
    '○ story-0   ',
    '  … 40 stori',
  ]);
});

const BUDGET = {
  scope: 'role',
  name: 'implementer',
  unit: 'usd',
  limit: 2,
  spent: 1,
  assumed: 0.6,
  reserved: 0.1,
  unknown: 1,
} as const;

test('every budget has a bar, the fullest first, with what is assumed and what is reserved', () => {
  const budgets = [{ ...BUDGET, scope: 'run', name: '', spent: 0.1, assumed: 0, reserved: 0, unknown: 0 } as const, BUDGET];
  const spend = { input: 900, cacheWrite: 100, cacheRead: 5000, output: 0, usd: 1.1 };
  const lines = draw(viewAfter([announced('a')], { t: 'spend', spend, unknown: 1, budgets }), { columns: 160 });
  expect(lines.slice(-3)).toEqual([
    '  role implementer  █████████████···  80%  $1.60 of $2.00, $0.600 of it assumed for 1 session that told no usage, $0.100 reserved',
    '  run               █···············   5%  $0.100 of $2.00',
    '0 done · 0 running · 1 waiting   1.0k tokens · $1.10 · 1 session unknown   1:01',
  ]);
});

test('a lane that handed back needs somebody, and says why', () => {
  const why = { by: 'budget', scope: 'run', name: '', unit: 'tokens', limit: 10, spent: 12, assumed: 0 } as const;
  const shownText = draw(viewAfter([announced('a')], { t: 'parked', story: 'a', why })).join('\n');
  expect(shownText).toContain('! a');
  expect(shownText).toContain("handed back: the run's budget of 10 is spent: 12 tokens");
});

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('\u001b[31mred', '重さ'.repeat(20), '👍👍', '\n\n', 'x'.repeat(300), 'e\u0301'.repeat(9), '\u202eevil'),
);
const anyView = fc.array(fc.tuple(text, text, fc.nat(7)), { maxLength: 12 }).map((drawn) => {
  const stories = drawn.map(([agent], index) => announced(`story-${index}`, { agent }));
  const told = drawn.flatMap(([, words, kind], index): Told[] => {
    const story = `story-${index}`;
    const finding = { ...FINDING, problem: { ...FINDING.problem, gate: words } } as typeof FINDING;
    if (kind === 0) return [{ t: 'failed', story, finding }];
    if (kind === 1)
      return [
        { t: 'retrying', story, attempt: 2, of: 3, finding },
        { t: 'started', story, step: 'gate', attempt: 2 },
      ];
    if (kind === 2) return [{ t: 'waiting', story, for: 'story', on: words }];
    if (kind === 3) return [{ t: 'held', story, decision: { state: 'held', reason: { code: 'waits-for', story: words } } }];
    if (kind === 5) return [{ t: 'parked', story, why: { by: 'budget', ...BUDGET, name: words } }];
    if (kind === 6) return [{ t: 'spend', spend: NO_TOKENS, unknown: 1, budgets: [{ ...BUDGET, name: words }] }];
    return kind === 4 ? [{ t: 'started', story, step: 'implement', attempt: 1 }] : [];
  });
  return viewAfter(stories, ...told);
});

test('whatever is drawn, no line is wider than the terminal and there are no more lines than rows', () => {
  fc.assert(
    fc.property(
      anyView,
      fc.integer({ min: 1, max: 160 }),
      fc.integer({ min: 2, max: 60 }),
      fc.boolean(),
      (view, columns, rows, colour) => {
        const lines = draw(view, { columns, rows, paint: painter(colour) });
        // The cursor needs a row of its own.
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) expect(columnsOf(stripVTControlCharacters(line))).toBeLessThan(Math.max(columns, 1));
      },
    ),
    { numRuns: 500 },
  );
});

test('nothing that came from outside acts on the terminal', () => {
  fc.assert(
    fc.property(anyView, text, (view, base) => {
      expect(draw({ ...view, base }).join('')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('a story asked to do more than its ceiling has a full bar and says how far it is', () => {
  const line = draw(everyState()).find((one) => one.includes(' warned'))!;
  expect(line).toContain(`${'█'.repeat(16)}  21.0k/20.0k 105%`);
});

test('burn counts what sessions told', () => {
  expect(draw(everyState()).at(-1)).toContain('3.0k tokens');
});

test('while it stops it says how to end at once', () => {
  expect(draw(viewAfter([announced('a')], { t: 'stopping', signal: 'SIGINT', times: 1 })).at(-1)).toContain(
    'stopping; ctrl-C again',
  );
});

test('the parts of a story that are in session stand beside its step', () => {
  const of = { t: 'subtask', story: 'beads' } as const;
  const view = viewAfter(
    [announced('beads')],
    { t: 'started', story: 'beads', step: 'implement', attempt: 1 },
    { ...of, subtask: 'one', state: 'started' },
    { ...of, subtask: 'two', state: 'started' },
    { ...of, subtask: 'one', state: 'done' },
  );
  expect(draw(view).join('\n')).toContain('implement (two)');
});
