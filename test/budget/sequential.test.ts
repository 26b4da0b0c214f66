import { expect, test } from 'vitest';
import { sequentialOf } from '../../src/budget/sequential.ts';
import type { LedgerSession } from '../../src/model/history.ts';
import { sessionRecord } from './session-record.ts';

const PRICES = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

function ran(startedAt: number, more: Parameters<typeof sessionRecord>[0] & { run?: string } = {}): LedgerSession {
  const { run = 'r1', ...rest } = more;
  const estimate = { baseTokens: 2_000, ...rest.estimate };
  return {
    ...sessionRecord({ startedAt, ...rest, estimate, actual: { floorTokens: 1_000, ...rest.actual } }),
    run,
    at: startedAt,
    key: 'k',
  };
}

test('in one session the base is written once, and every request reads what was left before it', () => {
  const sums = sequentialOf([ran(0), ran(10)], () => PRICES)!;
  expect(sums.parallel).toMatchObject({ cacheWrite: 12_000, cacheRead: 40_000, output: 4_000 });
  // The second has 6,000 tokens of the first before it at each of its 5 requests.
  expect(sums.sequential).toMatchObject({ cacheWrite: 10_000, cacheRead: 70_000, output: 4_000 });
  expect(sums.sequential.usd! - sums.parallel.usd!).toBeCloseTo((30_000 * 0.3 - 2_000 * 3.75) / 1e6, 9);
  expect(sums).toMatchObject({ groups: 1, sessions: 2, peakOfZone: 0.14 });
});

test('runs and models are summed apart, and what ran alone is not compared', () => {
  const sums = sequentialOf(
    [ran(0), ran(1, { run: 'r2' }), ran(2, { run: 'r2' }), ran(3, { run: 'r2', model: 'gpt-5' })],
    () => PRICES,
  );
  expect(sums).toMatchObject({ groups: 1, sessions: 2 });
  expect(sequentialOf([ran(0)], () => PRICES)).toBeUndefined();
});

test('a session that told nothing says nothing about it, and without prices there are no dollars', () => {
  expect(sequentialOf([ran(0), ran(1, { actual: { spendSource: 'none' } })], () => PRICES)).toBeUndefined();
  expect(sequentialOf([ran(0), ran(1)], () => undefined)!.parallel).not.toHaveProperty('usd');
});

test('an agent that caches nothing saves its base as fresh input', () => {
  const spend = { input: 8_000, cacheWrite: 0, cacheRead: 0, output: 10 };
  expect(sequentialOf([ran(0, { actual: { spend } }), ran(1, { actual: { spend } })], () => PRICES)!.sequential.input).toBe(
    14_000,
  );
});

test('turns of one session are one of those that are compared: what they carried on is in their own reads', () => {
  const turn = (place: number) =>
    ran(place, { shared: { session: 'add/1', place }, ...(place === 1 ? {} : { estimate: { baseTokens: 0 } }) });
  const sums = sequentialOf([turn(1), turn(2)], () => PRICES)!;
  expect(sums.sequential).toEqual(sums.parallel);
});
