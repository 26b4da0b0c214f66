import { fail, ok } from './result.mjs';

/** What the office took in: entries `{ parcel, cents, day }` in the order they came, `day` as `2026-03-02`. */
export const EMPTY_LEDGER = Object.freeze([]);

/** The ledger with one more entry; a parcel is entered once. */
export function enter(ledger, entry) {
  if (find(ledger, entry.parcel.id).ok) return fail('entered-twice', `${entry.parcel.id} is in the ledger already`);
  return ok([...ledger, entry]);
}

/** The entry of a parcel. */
export function find(ledger, id) {
  const entry = ledger.find(({ parcel }) => parcel.id === id);
  return entry ? ok(entry) : fail('not-found', `${id} is not in the ledger`);
}

/** The entries of one day, in the order they came. */
export function entriesOf(ledger, day) {
  return ledger.filter((entry) => entry.day === day);
}
