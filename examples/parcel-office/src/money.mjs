/** Is this an amount of money: a whole number of cents, not negative? */
export function isCents(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** `percent` of an amount, in whole cents, half a cent going up. */
export function percentOf(cents, percent) {
  return Math.floor((cents * percent + 50) / 100);
}

/** An amount as people read it: 1250 is `12.50 EUR`. */
export function formatCents(cents) {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} EUR`;
}
