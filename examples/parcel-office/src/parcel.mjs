import { isParcelId } from './ids.mjs';
import { isCents } from './money.mjs';
import { fail, ok } from './result.mjs';
import { HEAVIEST_GRAMS, isGrams } from './weights.mjs';

/**
 * A parcel as the counter takes it: `{ id, grams, valueCents, to: { name, street, town } }`. The value is what the
 * sender says the content is worth; 0 when nothing was said.
 */
export function makeParcel({ id, grams, valueCents = 0, to }) {
  if (!isParcelId(id)) return fail('bad-id', `"${id}" is no parcel id`);
  if (!isGrams(grams)) return fail('bad-weight', `${grams} is no weight in grams`);
  if (grams > HEAVIEST_GRAMS) return fail('too-heavy', `${grams} g is more than ${HEAVIEST_GRAMS} g`);
  if (!isCents(valueCents)) return fail('bad-value', `${valueCents} is no amount in cents`);
  const missing = ['name', 'street', 'town'].find((part) => !to?.[part]?.trim());
  if (missing) return fail('bad-address', `the address has no ${missing}`);
  return ok({ id, grams, valueCents, to: { name: to.name.trim(), street: to.street.trim(), town: to.town.trim() } });
}
