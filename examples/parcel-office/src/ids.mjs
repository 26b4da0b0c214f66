import { fail, ok } from './result.mjs';

const PATTERN = /^P-\d{6}$/;

/** The id of the n-th parcel of this office, from P-000001 to P-999999. */
export function parcelId(number) {
  if (!Number.isInteger(number) || number < 1 || number > 999_999)
    return fail('bad-number', `there is no parcel number ${number}`);
  return ok(`P-${String(number).padStart(6, '0')}`);
}

export function isParcelId(text) {
  return typeof text === 'string' && PATTERN.test(text);
}
