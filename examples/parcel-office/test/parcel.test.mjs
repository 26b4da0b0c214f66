import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeParcel } from '../src/parcel.mjs';

const to = { name: 'Ada Berg', street: 'Hafenweg 3', town: 'Lübeck' };

test('a parcel has an id, a weight, a value and an address', () => {
  const parcel = makeParcel({ id: 'P-000001', grams: 1_250, to: { ...to, name: ' Ada Berg ' } });
  assert.deepEqual(parcel, { ok: true, value: { id: 'P-000001', grams: 1_250, valueCents: 0, to } });
});

test('a parcel that cannot be is refused with the reason', () => {
  const codes = [{ id: '1' }, { grams: 0 }, { grams: 31_501 }, { valueCents: 0.5 }, { to: { ...to, town: ' ' } }].map(
    (wrong) => makeParcel({ id: 'P-000001', grams: 1, to, ...wrong }).code,
  );
  assert.deepEqual(codes, ['bad-id', 'bad-weight', 'too-heavy', 'bad-value', 'bad-address']);
});
