/** Inverse Mills ratio, density over upper tail: the mean of a standard normal known to lie above `z`. Finite for every finite `z`. */
export function normalHazard(z: number): number {
  if (z <= 0) return normalDensity(z) / (1 - upperTail(-z));
  return Math.SQRT2 / (Math.sqrt(Math.PI) * scaledTail(z));
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Upper tail of the standard normal distribution at `z` >= 0. */
function upperTail(z: number): number {
  return 0.5 * scaledTail(z) * Math.exp((-z * z) / 2);
}

/** erfc(z / sqrt 2) without its exp(-z^2 / 2), so that ratios far out do not become 0 / 0; relative error below 2e-7. Numerical Recipes in C, 6.2 (erfcc). */
function scaledTail(z: number): number {
  const t = 1 / (1 + z / (2 * Math.SQRT2));
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  return t * Math.exp(terms.reduceRight((sum, term) => sum * t + term, 0));
}

/** Probability that Student's t with `nu` degrees of freedom (any positive real) is at most `t`. */
export function studentProbability(t: number, nu: number): number {
  const tail = 0.5 * incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The value below which Student's t falls with probability `p` (0 < p < 1), by bisection. */
export function studentQuantile(p: number, nu: number): number {
  let low = -1;
  let high = 1;
  while (studentProbability(low, nu) > p) low *= 2;
  while (studentProbability(high, nu) < p) high *= 2;
  while (high - low > 1e-12 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, nu) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Middle value, the mean of the middle two of an even count; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** Its continued fraction, by Lentz's method. Numerical Recipes in C, 6.4. */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln of the gamma function for x > 0 (Lanczos, g = 7, nine terms). */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
    9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const series = terms.reduce((sum, term, index) => sum + term / (x + index), 0.9999999999998099);
  const shifted = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(series);
}
