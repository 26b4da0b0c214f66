import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_LEDGER, enter, entriesOf, find } from '../src/ledger.mjs';

const entry = (id, day) => ({ parcel: { id }, cents: 450, day });

test('what is entered is found', () => {
  const { value: ledger } = enter(EMPTY_LEDGER, entry('P-000001', '2026-03-02'));
  assert.deepEqual(find(ledger, 'P-000001').value, entry('P-000001', '2026-03-02'));
  assert.equal(find(ledger, 'P-000002').code, 'not-found');
});

test('a parcel is entered once', () => {
  const { value: ledger } = enter(EMPTY_LEDGER, entry('P-000001', '2026-03-02'));
  assert.equal(enter(ledger, entry('P-000001', '2026-03-03')).code, 'entered-twice');
});

test('the entries of a day keep their order', () => {
  const ledger = [entry('P-000003', '2026-03-02'), entry('P-000001', '2026-03-03'), entry('P-000002', '2026-03-02')];
  assert.deepEqual(
    entriesOf(ledger, '2026-03-02').map(({ parcel }) => parcel.id),
    ['P-000003', 'P-000002'],
  );
});
