import { normalHazard, studentProbability, studentQuantile } from './quantiles.ts';

/** One finished or broken-off session. */
export interface Sample {
  /** Estimated floor, native tokens, never corrected by what was learned: else the factor would stick at 1. */
  readonly floorTokens: number;
  /** What entered the context after the floor. */
  readonly workingTokens: number;
  /** Stopped before its end: it would have used at least this much. */
  readonly censored: boolean;
  /** How many sessions have ended since this one. */
  readonly age: number;
}

/** ln(working / floor) = a + b (ln floor - 8.5) + error of variance s2, with the sums its uncertainty follows from. */
export interface Fit {
  readonly a: number;
  readonly b: number;
  readonly s2: number;
  readonly nu: number;
  readonly sums: { readonly s0: number; readonly s1: number; readonly s2: number };
}

/** Multiplier expected without evidence. */
export const PRIOR_MULTIPLIER = 3.5;

/** Bayesian regression with censored samples, by expectation-maximisation. `priorMean` is ln of the multiplier expected without evidence. */
export function fitMultiplier(samples: readonly Sample[], priorMean: number = Math.log(PRIOR_MULTIPLIER)): Fit {
  const points = samples.filter(isEvidence).map((sample) => ({
    x: Math.log(sample.workingTokens / sample.floorTokens),
    g: Math.log(sample.floorTokens) - 8.5,
    w: 0.97 ** Math.max(0, sample.age),
    censored: sample.censored,
  }));
  const total = (value: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + point.w * value(point), 0);
  const [w, wg, wgg] = [total(() => 1), total((point) => point.g), total((point) => point.g ** 2)];
  const nu = 4 + w;
  let fit: Fit = { a: priorMean, b: 0, s2: 0.49, nu, sums: { s0: 3 + w, s1: wg, s2: 4 * 0.49 + wgg } };
  for (let round = 0, change = 1; round < 500 && change > 1e-10; round++) {
    const before = fit;
    const expected = new Map(points.map((point) => [point, expectation(point, before)]));
    const sums = { s0: 3 + w, s1: wg, s2: before.s2 / 0.25 + wgg };
    const y0 = 3 * priorMean + total((point) => expected.get(point)!.mean);
    const y1 = total((point) => expected.get(point)!.mean * point.g);
    const d = sums.s0 * sums.s2 - sums.s1 ** 2;
    const [a, b] = [(sums.s2 * y0 - sums.s1 * y1) / d, (sums.s0 * y1 - sums.s1 * y0) / d];
    const spread = total((point) => (expected.get(point)!.mean - a - b * point.g) ** 2 + expected.get(point)!.variance);
    fit = { a, b, s2: (1.96 + 3 * (a - priorMean) ** 2 + spread) / nu, nu, sums };
    change = Math.abs(a - before.a) + Math.abs(b - before.b) + Math.abs(fit.s2 - before.s2);
  }
  return fit;
}

/** Working tokens for a floor, both in native tokens: expected (the median), and the bound that four of five sessions stay under. */
export function workingQuantiles(fit: Fit, floorTokens: number): { readonly p50: number; readonly p80: number } {
  const { centre, scale } = predictive(fit, floorTokens);
  return { p50: floorTokens * Math.exp(centre), p80: floorTokens * Math.exp(centre + studentQuantile(0.8, fit.nu) * scale) };
}

/** Probability that a session on this floor works with at most `workingTokens`. */
export function workingProbability(fit: Fit, floorTokens: number, workingTokens: number): number {
  if (workingTokens <= 0) return 0;
  const { centre, scale } = predictive(fit, floorTokens);
  return studentProbability((Math.log(workingTokens / floorTokens) - centre) / scale, fit.nu);
}

/** A session that told nothing, or that never got past its floor, says nothing about the multiplier. */
function isEvidence(sample: Sample): boolean {
  const sizes = [sample.floorTokens, sample.workingTokens];
  return sizes.every((size) => Number.isFinite(size) && size > 0) && Number.isFinite(sample.age);
}

/** Mean and variance of a point's x: known, or known to be larger. */
function expectation(
  point: { readonly x: number; readonly g: number; readonly censored: boolean },
  fit: Fit,
): { mean: number; variance: number } {
  if (!point.censored) return { mean: point.x, variance: 0 };
  const centre = fit.a + fit.b * point.g;
  const z = (point.x - centre) / Math.sqrt(fit.s2);
  const hazard = normalHazard(z);
  return { mean: centre + Math.sqrt(fit.s2) * hazard, variance: fit.s2 * Math.max(0, 1 + z * hazard - hazard ** 2) };
}

function predictive(fit: Fit, floorTokens: number): { readonly centre: number; readonly scale: number } {
  const g = Math.log(floorTokens) - 8.5;
  const { s0, s1, s2 } = fit.sums;
  const leverage = (s2 - 2 * s1 * g + s0 * g * g) / (s0 * s2 - s1 * s1);
  return { centre: fit.a + fit.b * g, scale: Math.sqrt(fit.s2 * (1 + leverage)) };
}
