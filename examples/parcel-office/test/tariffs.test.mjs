import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tariffFor, ZONES } from '../src/tariffs.mjs';

test('a band holds up to and with its weight', () => {
  assert.deepEqual(tariffFor(1_000, 'town'), { ok: true, value: 380 });
  assert.deepEqual(tariffFor(1_001, 'town'), { ok: true, value: 450 });
});

test('a heavier parcel never costs less', () => {
  for (const zone of ZONES) {
    const prices = [1, 1_001, 2_001, 5_001, 10_001, 31_500].map((grams) => tariffFor(grams, zone).value);
    assert.deepEqual(
      prices,
      [...prices].sort((a, b) => a - b),
    );
  }
});

test('what has no tariff is refused with the reason', () => {
  assert.equal(tariffFor(31_501, 'town').code, 'too-heavy');
  assert.equal(tariffFor(0.5, 'town').code, 'bad-weight');
  assert.equal(tariffFor(100, 'moon').code, 'unknown-zone');
});
