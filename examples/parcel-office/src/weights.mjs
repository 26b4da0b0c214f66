/** No parcel may be heavier than this. */
export const HEAVIEST_GRAMS = 31_500;

/** Is this the weight of something: a whole number of grams above zero? */
export function isGrams(value) {
  return Number.isSafeInteger(value) && value > 0;
}

/** Whole grams of a weight in kilograms, rounded: scales show three places, and 1.005 kg are 1005 g. */
export function gramsOfKilograms(kilograms) {
  return Math.round(kilograms * 1000);
}

/** A weight as people read it: 1250 is `1.250 kg`. */
export function formatGrams(grams) {
  return `${Math.floor(grams / 1000)}.${String(grams % 1000).padStart(3, '0')} kg`;
}
