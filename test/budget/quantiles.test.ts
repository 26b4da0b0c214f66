import { expect, it } from 'vitest';
import { median, normalHazard, studentProbability, studentQuantile } from '../../src/budget/quantiles.ts';

it.each([
  [-100, 0],
  [-1, 0.2876],
  [0, 0.797885],
  [1, 1.525135],
  [3, 3.283099],
  [100, 100.009998],
])('the hazard of the normal distribution at %d is density over upper tail, and finite far out', (z, hazard) => {
  expect(normalHazard(z)).toBeCloseTo(hazard, 4);
});

it.each([
  [0.8, 4, 0.941],
  [0.975, 10, 2.2281],
  [0.95, 1, 6.3138],
  [0.8, 1e6, 0.8416],
  [0.2, 4, -0.941],
  [0.5, 4.37, 0],
])("Student's quantile at %d with %d degrees of freedom is %d, as tables have it", (p, nu, t) => {
  expect(studentQuantile(p, nu)).toBeCloseTo(t, 3);
});

it("Student's quantile undoes its probability, for degrees of freedom that are no whole number too", () => {
  for (const nu of [3.2, 4, 9.71, 54.5])
    for (const p of [0.05, 0.5, 0.8, 0.99]) expect(studentProbability(studentQuantile(p, nu), nu)).toBeCloseTo(p, 7);
});

it('the median is the middle one, or between the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
});
