import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatGrams, gramsOfKilograms, isGrams } from '../src/weights.mjs';

test('a weight is a whole number of grams above zero', () => {
  assert.equal(isGrams(1), true);
  for (const weight of [0, -5, 0.5, '3']) assert.equal(isGrams(weight), false);
});

test('kilograms are rounded to whole grams', () => {
  assert.equal(gramsOfKilograms(1.25), 1_250);
  assert.equal(gramsOfKilograms(1.005), 1_005);
});

test('a weight is written in kilograms with three places', () => {
  assert.equal(formatGrams(1_050), '1.050 kg');
});
