import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXPRESS_ABROAD } from '../src/tables/express-abroad.mjs';
import { PARCELS_ABROAD } from '../src/tables/parcels-abroad.mjs';

for (const [name, table] of Object.entries({ PARCELS_ABROAD, EXPRESS_ABROAD })) {
  test(`${name} has one price for each weight and every price above the one before`, () => {
    for (const [code, { cents }] of Object.entries(table.countries)) {
      assert.equal(cents.length, table.upToGrams.length, code);
      assert.ok(
        cents.every((price, index) => index === 0 || price > cents[index - 1]),
        code,
      );
    }
  });
}

test('express costs more than a plain parcel of the same weight', () => {
  for (const [code, { cents }] of Object.entries(PARCELS_ABROAD.countries)) {
    assert.ok(EXPRESS_ABROAD.countries[code].cents[EXPRESS_ABROAD.upToGrams.indexOf(1_000)] > cents[0], code);
  }
});
