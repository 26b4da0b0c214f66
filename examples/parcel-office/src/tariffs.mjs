import { fail, ok } from './result.mjs';
import { isGrams } from './weights.mjs';

/** Prices inside the country, in cents, by zone. A band holds up to and with its weight. */
const BANDS = {
  town: [
    { upToGrams: 1_000, cents: 380 },
    { upToGrams: 2_000, cents: 450 },
    { upToGrams: 5_000, cents: 590 },
    { upToGrams: 10_000, cents: 820 },
    { upToGrams: 31_500, cents: 1_390 },
  ],
  country: [
    { upToGrams: 1_000, cents: 450 },
    { upToGrams: 2_000, cents: 549 },
    { upToGrams: 5_000, cents: 699 },
    { upToGrams: 10_000, cents: 1_049 },
    { upToGrams: 31_500, cents: 1_949 },
  ],
};

export const ZONES = Object.keys(BANDS);

/** The plain price of a weight in a zone, in cents. */
export function tariffFor(grams, zone) {
  if (!ZONES.includes(zone)) return fail('unknown-zone', `there is no zone "${zone}": it is one of ${ZONES.join(', ')}`);
  if (!isGrams(grams)) return fail('bad-weight', `${grams} is no weight in grams`);
  const band = BANDS[zone].find(({ upToGrams }) => grams <= upToGrams);
  return band ? ok(band.cents) : fail('too-heavy', `no tariff goes up to ${grams} g`);
}
