import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { floorOf } from '../../src/model/budget.ts';
import { painter } from '../../src/report/paint.ts';
import { planText, type PlanLike, type PlanRow } from '../../src/report/plan-text.ts';
import { decided, forecastOf, FRESH, HELD, STALE } from '../plan/planned.ts';

function row(id: string, more: Partial<PlanRow> = {}): PlanRow {
  const order = { needs: [], depth: 0, priority: 2 };
  return { story: { id, title: id }, decisions: decided(STALE), agent: 'claude', place: 1, order, apart: [], ...more };
}

const PLAN: PlanLike = {
  burn: { budgets: [], sessions: [] },
  stories: [
    row('login', {
      floor: floorOf([
        { kind: 'card', name: 'card', tokens: 200 },
        { kind: 'adr', name: 'ADR-3', tokens: 1440 },
      ]),
      forecast: forecastOf(2000, 7000, 0.5),
      apart: [{ story: 'logout', because: 'same-files' }],
    }),
    row('logout', {
      place: 2,
      order: { needs: ['login'], adr: 'ADR-3', depth: 2, priority: 1 },
      apart: [{ story: 'login', because: 'same-files' }],
      decisions: decided(FRESH, { gate: STALE, integrate: { state: 'stale', reason: { code: 'needs', step: 'gate' } } }),
    }),
    row('done', { place: 3, decisions: decided(FRESH) }),
    row('draft', { place: 4, decisions: decided(HELD) }),
  ],
  totals: { open: 2, toImplement: 1, floorTokens: 2000, p50Tokens: 9000, ceilingTokens: 16_000, usd: 0.5 },
};

test('a plan says what is stale and why, what it will cost, and in which order it lands', () => {
  expect(planText(PLAN, painter(false))).toMatchInlineSnapshot(`
    "Targets  ✓ fresh  ● stale  ! held
    #  story   budget-check  worktree  implement  gate  integrate
    1  login   ●             ●         ●          ●     ●
    2  logout  ✓             ✓         ✓          ●     ●
    3  done    ✓             ✓         ✓          ✓     ✓
    4  draft   !             !         !          !     !

    Why
    login   implement: never built
    logout  gate: never built
    draft   implement: its status is 'draft'

    Context floor, by part  raw tokens
    login  1.6k = ADR-3 1.4k + card 200

    Budget  native tokens; ceiling = floor + working P80
    story  model              base  floor   P50    P80  ceiling  zone  fits
    login  claude-sonnet-4-6  6.0k   2.0k  7.0k  14.0k    16.0k  100k   97%
    claude on claude-sonnet-4-6: base 6.0k assumed; multiplier 3.5, no evidence yet; kappa 1.22 assumed; smart zone seed

    Order of integration  what it depends on, the depth of its most derived ADR, priority, id
    1  login   no ADR; priority 2
    2  logout  after login, which it depends on; ADR-3, which stands on 2 others; priority 1
    4  draft   no ADR; priority 2

    Side by side
    login  not beside logout (same files)
    logout  not beside login (same files)

    Total
    2 stories to integrate, 1 of them by an agent; 1 up to date, 1 held
    context: floors 2.0k · expected 9.0k (P50) · sum of ceilings 16.0k · about $0.500 (P50)
    order of integration: login -> logout
    "
  `);
});

test('a plan with nothing to do is short', () => {
  const totals = { open: 0, toImplement: 0, floorTokens: 0, p50Tokens: 0, ceilingTokens: 0 };
  const text = planText({ stories: [row('done', { decisions: decided(FRESH) })], totals, burn: PLAN.burn }, painter(false));
  expect(text.split('\n\n').map((section) => section.split(/\n| {2}/)[0])).toEqual(['Targets', 'Total']);
  expect(text).toContain('0 stories to integrate, 0 of them by an agent; 1 up to date');
});

test('a story over the zone says by how much', () => {
  const forecast = { ...forecastOf(50_000, 30_000), verdict: 'over' as const, fits: 0.4 };
  const text = planText({ ...PLAN, stories: [row('big', { forecast })] }, painter(false));
  // base 6k + floor 50k + P80 60k against a hard limit of 100k.
  expect(text).toContain('over by 16.0k');
});

test('a floor of many parts names the heaviest and adds up the rest', () => {
  const floor = floorOf(
    Array.from({ length: 9 }, (_, index) => ({ kind: 'file' as const, name: `f${index}`, tokens: 100 * index })),
  );
  expect(planText({ ...PLAN, stories: [row('wide', { floor })] }, painter(false))).toContain(
    'wide  3.6k = f8 800 + f7 700 + f6 600 + f5 500 + f4 400 + f3 300 + 3 more 300',
  );
});

test('with colour the words are the same', () => {
  const coloured = planText(PLAN, painter(true));
  expect(stripVTControlCharacters(coloured)).toBe(planText(PLAN, painter(false)));
  expect(coloured).toContain('\u001b[');
});

test('a forecast says whose it is, what its base rests on, how far an assumed factor may be off, and that sessions drift', () => {
  const drift = { since: 0, seen: 9, sessions: 5, factor: 2.04 };
  const forecast = { ...forecastOf(2000, 7000), effort: 'high', kappaSafe: 1.35, baseSource: 'measured' as const, drift };
  const text = planText({ ...PLAN, stories: [row('login', { forecast })] }, painter(false));
  expect(text).toContain('claude on claude-sonnet-4-6, effort high: base 6.0k measured; multiplier 3.5');
  expect(text).toContain('kappa 1.22 assumed, at most 1.35');
  expect(text).toContain('effort high: drift since 1970-01-01: 5 sessions took 2.0x what was expected');
});

test('what forecasts rest on is said once for all stories that share it, with the range of their multipliers', () => {
  const at = (p50: number): NonNullable<PlanRow['forecast']> => {
    const forecast = forecastOf(2000, 7000, 0.5);
    return { ...forecast, multiplier: { ...forecast.multiplier, p50 } };
  };
  const stories = [3.44, 3.1, 3.2].map((p50, index) => row(`s${index}`, { place: index + 1, forecast: at(p50) }));
  const told = planText({ ...PLAN, stories }, painter(false)).split('\n');
  expect(told.filter((line) => line.includes('multiplier'))).toEqual([
    'claude on claude-sonnet-4-6: base 6.0k assumed; multiplier 3.1-3.4, no evidence yet; kappa 1.22 assumed; smart zone seed',
  ]);
});

test('what the build that runs is at was not interrupted', () => {
  const interrupted = decided(STALE, { implement: { state: 'stale', reason: { code: 'interrupted' } } });
  const text = planText({ ...PLAN, stories: [row('login', { decisions: interrupted, underWay: 'implement' })] }, painter(false));
  expect(text).toContain('Why\nlogin  implement is under way\n');
});
