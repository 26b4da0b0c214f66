import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isParcelId, parcelId } from '../src/ids.mjs';
import { fail, ok } from '../src/result.mjs';

test('a result holds a value or a code with a message', () => {
  assert.deepEqual(ok(7), { ok: true, value: 7 });
  assert.deepEqual(fail('empty', 'nothing is there'), { ok: false, code: 'empty', message: 'nothing is there' });
});

test('an id is P and six digits', () => {
  assert.deepEqual(parcelId(42), ok('P-000042'));
  assert.equal(isParcelId('P-000042'), true);
  assert.equal(isParcelId('P-42'), false);
});

test('a number that no parcel can have is refused', () => {
  for (const number of [0, 1_000_000, 1.5]) assert.equal(parcelId(number).code, 'bad-number');
});
