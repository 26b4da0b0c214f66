import { expect, it } from 'vitest';
import { learnKappa } from '../../src/budget/kappa.ts';

it('moves three tenths of the way to what a session showed, in logarithms', () => {
  expect(learnKappa(1.22, [{ observedTokens: 1_600, rawTokens: 1_000 }])).toBeCloseTo(
    Math.exp(Math.log(1.22) + 0.3 * (Math.log(1.6) - Math.log(1.22))),
    12,
  );
});

it('reaches what sessions keep showing', () => {
  const steady = Array.from({ length: 20 }, () => ({ observedTokens: 16_000, rawTokens: 10_000 }));
  expect(learnKappa(1.22, steady)).toBeCloseTo(1.6, 2);
});

it('is not moved by a session whose first request is within the base, or by an empty prompt', () => {
  expect(
    learnKappa(1.22, [
      { observedTokens: 0, rawTokens: 100 },
      { observedTokens: -50, rawTokens: 100 },
      { observedTokens: 100, rawTokens: 0 },
    ]),
  ).toBeCloseTo(1.22, 12);
});
