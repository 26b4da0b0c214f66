import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  amountsOf,
  charged,
  granted,
  leftOf,
  reached,
  shortfall,
  standings,
  type Account,
  type Charge,
} from '../../src/budget/account.ts';
import type { BurnBudget } from '../../src/model/allowance.ts';

const run: BurnBudget = { scope: 'run', name: '', unit: 'tokens', limit: 1000 };

function charge(more: Partial<Charge> = {}): Charge {
  return { story: 'add', role: 'implementer', command: 'node', state: 'open', ofRun: true, reserved: { tokens: 400 }, ...more };
}

function accountOf(budgets: readonly BurnBudget[], ...charges: readonly Charge[]): Account {
  return charges.reduce((now, one, at) => charged(now, String(at), one), { budgets, charges: new Map() } as Account);
}

test('tokens are what is billed; cache reads only where they are to count', () => {
  const split = { input: 1, cacheWrite: 2, cacheRead: 4, output: 8, usd: 0.5 };
  expect(amountsOf(split, false)).toEqual({ tokens: 11, usd: 0.5 });
  expect(amountsOf(split, true)).toEqual({ tokens: 15, usd: 0.5 });
});

test('a session in flight holds what is reserved for it, and more when it takes more', () => {
  const [none, some, more] = [undefined, { tokens: 300 }, { tokens: 500 }].map(
    (spent) => standings(accountOf([run], charge(spent ? { spent } : {})))[0]!,
  );
  expect(none).toMatchObject({ spent: 0, reserved: 400 });
  expect(some).toMatchObject({ spent: 300, reserved: 100 });
  expect(more).toMatchObject({ spent: 500, reserved: 0 });
  expect([none, some, more].map((one) => leftOf(one!))).toEqual([600, 600, 500]);
});

test('a session that ended is what it told; one that told nothing is what was reserved, and said to be so', () => {
  const told = standings(accountOf([run], charge({ state: 'ended', spent: { tokens: 10 } })))[0]!;
  const silent = standings(accountOf([run], charge({ state: 'ended' })))[0]!;
  expect(told).toMatchObject({ spent: 10, assumed: 0, unknown: 0 });
  expect(silent).toMatchObject({ spent: 0, assumed: 400, unknown: 1 });
});

test('each budget has its own payers; what another run spent counts for the story alone', () => {
  const budgets: BurnBudget[] = [
    run,
    { ...run, scope: 'story', name: 'add' },
    { ...run, scope: 'role', name: 'implementer' },
    { ...run, scope: 'command', name: 'sh' },
  ];
  const before = charge({ state: 'ended', ofRun: false, spent: { tokens: 7 } });
  const other = charge({ story: 'sum', command: 'sh', state: 'ended', spent: { tokens: 20 } });
  const mine = charge({ state: 'ended', spent: { tokens: 300 } });
  expect(standings(accountOf(budgets, before, other, mine)).map(({ spent }) => spent)).toEqual([320, 307, 320, 20]);
});

test('what does not fit is refused with what it needs and what is left; what has no price fits no budget in USD', () => {
  const all = standings(accountOf([run, { ...run, unit: 'usd', limit: 2 }], charge({ reserved: { tokens: 600, usd: 1.5 } })));
  const payer = charge();
  expect(shortfall(all, payer, { tokens: 400, usd: 0.5 })).toBeUndefined();
  expect(shortfall(all, payer, { tokens: 401, usd: 0.5 })).toEqual({ ...run, needs: 401, left: 400 });
  expect(shortfall(all, payer, { tokens: 1 })).toEqual({ ...run, unit: 'usd', limit: 2, left: 0.5 });
  expect(shortfall(all, payer, { tokens: 1 })).not.toHaveProperty('needs');
});

test('thresholds are reached by what is used, not by what is reserved', () => {
  const at = (tokens: number): readonly number[] => reached(standings(accountOf([run], charge({ spent: { tokens } })))[0]!);
  expect([749, 750, 800, 999, 1000].map(at)).toEqual([[], [75], [75, 80], [75, 80, 90], [75, 80, 90, 100]]);
});

test('what is granted goes to the one budget that is meant', () => {
  const account = granted(accountOf([run, { ...run, unit: 'usd', limit: 3 }]), run, 500);
  expect(account.budgets.map(({ limit }) => limit)).toEqual([1500, 3]);
});

test('as long as sessions stay within what is reserved for them, no order of starts exceeds a budget', () => {
  const sessions = fc.array(
    fc.record({ needs: fc.integer({ min: 1, max: 700 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(sessions, fc.array(fc.boolean()), (all, ends) => {
      let account = accountOf([run]);
      for (const [at, { needs, share }] of all.entries()) {
        if (shortfall(standings(account), charge(), { tokens: needs })) continue;
        const spent = { tokens: Math.floor(needs * share) };
        account = charged(
          account,
          String(at),
          charge({ reserved: { tokens: needs }, spent, state: ends[at] ? 'ended' : 'open' }),
        );
        const [{ spent: used, assumed, reserved, limit }] = standings(account) as [ReturnType<typeof standings>[number]];
        expect(used + assumed + reserved).toBeLessThanOrEqual(limit);
      }
    }),
  );
});
