import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, isCents, percentOf } from '../src/money.mjs';

test('an amount is a whole number of cents', () => {
  assert.equal(isCents(1_250), true);
  for (const amount of [12.5, -1, NaN, '100']) assert.equal(isCents(amount), false);
});

test('half a cent goes up', () => {
  assert.equal(percentOf(150, 1), 2);
  assert.equal(percentOf(149, 1), 1);
});

test('an amount is written with two places and its currency', () => {
  assert.equal(formatCents(1_205), '12.05 EUR');
  assert.equal(formatCents(0), '0.00 EUR');
});
