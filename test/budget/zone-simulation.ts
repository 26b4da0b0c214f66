import type { Turns } from '../../src/model/turns.ts';
import { normals } from './simulation.ts';

/** How simulated sessions slip. In every world hard stories are long, slip more and fail more. */
export interface ZoneWorld {
  /** Where the model really loses its edge; absent: nowhere. */
  readonly zoneTokens?: number;
  /** Logits per 20k tokens past it. */
  readonly beta?: number;
}

export interface SimulatedSession {
  readonly turns: Turns;
  readonly succeeded: boolean;
}

/** `count` sessions of a world, the same ones for the same seed. */
export function sessionsOf(
  { zoneTokens = Infinity, beta = 0 }: ZoneWorld,
  count: number,
  seed: number,
): readonly SimulatedSession[] {
  const normal = normals(seed);
  const chance = (logit: number): boolean => normal() < probit(1 / (1 + Math.exp(-logit)));
  return Array.from({ length: count }, () => {
    const hardness = normal();
    const length = Math.max(2, Math.min(120, Math.round(20 * Math.exp(0.5 * hardness + 0.3 * normal()))));
    const slips = -2.5 + 1.2 * hardness + 0.8 * normal();
    const [contexts, bad]: [number[], number[]] = [[], []];
    let context = 8_000;
    for (let turn = 0; turn < length; turn++) {
      contexts.push(Math.round(context));
      const past = Math.max(0, context - zoneTokens) / 20_000;
      if (chance(slips + beta * past)) bad.push(turn);
      context += 2_500 * Math.exp(0.5 * normal());
    }
    return { turns: { contexts, bad }, succeeded: chance(1.2 - 0.6 * hardness) };
  });
}

/** The control: logistic regression of success on peak context over sessions, by Newton's method. Does it 'find' a ceiling, at 5%? */
export function naiveFindsCeiling(sessions: readonly SimulatedSession[]): boolean {
  const points = sessions.map(({ turns, succeeded }) => ({ x: Math.max(...turns.contexts) / 20_000, y: succeeded ? 1 : 0 }));
  let [a, b] = [0, 0];
  let variance = Infinity;
  for (let round = 0; round < 30; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (const { x, y } of points) {
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const w = p * (1 - p);
      [ga, gb, haa, hab, hbb] = [ga + y - p, gb + (y - p) * x, haa + w, hab + w * x, hbb + w * x * x];
    }
    const d = haa * hbb - hab * hab;
    [a, b] = [a + (hbb * ga - hab * gb) / d, b + (haa * gb - hab * ga) / d];
    variance = haa / d;
  }
  return b / Math.sqrt(variance) < -1.96;
}

/** Quantile of the standard normal, by bisection. */
function probit(p: number): number {
  let [low, high] = [-8, 8];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Numerical Recipes in C, 6.2 (erfcc). */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  const tail = (t * Math.exp(-x * x + terms.reduceRight((sum, term) => sum * t + term, 0))) / 2;
  return z >= 0 ? 1 - tail : tail;
}
