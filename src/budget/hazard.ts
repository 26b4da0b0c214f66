import type { Turns } from '../model/turns.ts';

/** Growth of the context past the zone is counted in steps of this many tokens. */
export const STEP_TOKENS = 20_000;
/** Turns of one session within so many tokens of each other are alike. */
const BIN_TOKENS = 4_000;
/** Standard deviation of what sessions differ by, in logits: hard stories are long, and slip more. */
const SIGMA = 3;
/** Nodes of the integral over that difference, in posterior standard deviations around its mode. */
const NODES: readonly number[] = Array.from({ length: 21 }, (_, index) => (index - 10) * 0.6);

/** One session's turns, binned by context. */
export interface Binned {
  readonly contexts: readonly number[];
  readonly turns: readonly number[];
  readonly bad: readonly number[];
}

/** logit P(bad turn) = mu + u_session + beta max(0, context - zone) / 20k, with the log-likelihood over all sessions. */
export interface HazardFit {
  readonly mu: number;
  readonly beta: number;
  readonly logLikelihood: number;
}

export function binned({ contexts, bad }: Turns): Binned {
  const slips = new Set(bad);
  const bins = Map.groupBy(contexts.keys(), (index) => Math.floor(contexts[index]! / BIN_TOKENS));
  const rows = [...bins.values()].map((indices) => ({
    context: indices.reduce((sum, index) => sum + contexts[index]!, 0) / indices.length,
    turns: indices.length,
    bad: indices.filter((index) => slips.has(index)).length,
  }));
  return { contexts: rows.map(({ context }) => context), turns: rows.map(({ turns }) => turns), bad: rows.map((row) => row.bad) };
}

/** The fit without any zone: beta is 0. */
export function fitFlat(sessions: readonly Binned[]): HazardFit {
  return climb(sessions, Infinity, { mu: -2, beta: 0 });
}

/** The best fit with this zone, from the flat one on; a beta below 0 is no zone. */
export function fitZone(sessions: readonly Binned[], zoneTokens: number, flat: HazardFit): HazardFit {
  const fit = climb(sessions, zoneTokens, { mu: flat.mu, beta: 0.3 });
  return fit.beta > 0 && fit.logLikelihood > flat.logLikelihood ? fit : flat;
}

type Point = Pick<HazardFit, 'mu' | 'beta'>;
type Slope = HazardFit & { readonly dMu: number; readonly dBeta: number };

/** Newton's method with a Hessian from differences of the gradient, halving steps that lead down. */
function climb(sessions: readonly Binned[], zone: number, from: Point): HazardFit {
  let now = slopeAt(sessions, zone, from);
  for (let round = 0; round < 25; round++) {
    const step = newtonStep(sessions, zone, now);
    let next = slopeAt(sessions, zone, { mu: now.mu + step.mu, beta: now.beta + step.beta });
    for (let shrink = 0.5; next.logLikelihood < now.logLikelihood && shrink > 1e-3; shrink /= 2)
      next = slopeAt(sessions, zone, { mu: now.mu + shrink * step.mu, beta: now.beta + shrink * step.beta });
    const gain = next.logLikelihood - now.logLikelihood;
    if (gain > 0) now = next;
    if (gain < 1e-6) break;
  }
  return { mu: now.mu, beta: now.beta, logLikelihood: now.logLikelihood };
}

function newtonStep(sessions: readonly Binned[], zone: number, now: Slope): Point {
  const h = 1e-4;
  const right = slopeAt(sessions, zone, { mu: now.mu + h, beta: now.beta });
  const a = -(right.dMu - now.dMu) / h;
  if (zone === Infinity) return { mu: bounded(now.dMu / positive(a)), beta: 0 };
  const up = slopeAt(sessions, zone, { mu: now.mu, beta: now.beta + h });
  const [b, c] = [-(up.dMu - now.dMu) / h, -(up.dBeta - now.dBeta) / h];
  const d = a * c - b * b;
  // Not a summit's surroundings: along the gradient.
  if (!(a > 0 && c > 0 && d > 0)) return { mu: bounded(now.dMu / positive(a)), beta: bounded(now.dBeta / positive(c)) };
  return { mu: bounded((c * now.dMu - b * now.dBeta) / d), beta: bounded((a * now.dBeta - b * now.dMu) / d) };
}

function positive(curvature: number): number {
  return curvature > 1e-6 ? curvature : 1;
}

function bounded(step: number): number {
  return Math.max(-2, Math.min(2, step));
}

/** Log-likelihood and its gradient, each session's difference integrated out around its mode. */
function slopeAt(sessions: readonly Binned[], zone: number, at: Point): Slope {
  let [logLikelihood, dMu, dBeta] = [0, 0, 0];
  for (const session of sessions) {
    const past = session.contexts.map((context) => Math.max(0, context - zone) / STEP_TOKENS);
    const offsets = past.map((x) => at.mu + at.beta * x);
    const { mode, sd } = modeOf(session, offsets);
    const values = NODES.map((node) => logJoint(session, offsets, mode + node * sd));
    const top = Math.max(...values);
    let [mass, slopeMu, slopeBeta] = [0, 0, 0];
    for (const [index, value] of values.entries()) {
      const weight = Math.exp(value - top);
      const u = mode + NODES[index]! * sd;
      mass += weight;
      for (const [bin, offset] of offsets.entries()) {
        const rest = weight * (session.bad[bin]! - session.turns[bin]! * logistic(offset + u));
        slopeMu += rest;
        slopeBeta += rest * past[bin]!;
      }
    }
    logLikelihood += top + Math.log(mass * sd);
    dMu += slopeMu / mass;
    dBeta += slopeBeta / mass;
  }
  return { ...at, logLikelihood, dMu, dBeta };
}

function modeOf(session: Binned, offsets: readonly number[]): { readonly mode: number; readonly sd: number } {
  let mode = 0;
  let curvature = 1 / SIGMA ** 2;
  for (let round = 0; round < 12; round++) {
    let slope = -mode / SIGMA ** 2;
    curvature = 1 / SIGMA ** 2;
    for (const [bin, offset] of offsets.entries()) {
      const p = logistic(offset + mode);
      slope += session.bad[bin]! - session.turns[bin]! * p;
      curvature += session.turns[bin]! * p * (1 - p);
    }
    const step = bounded(slope / curvature);
    mode += step;
    if (Math.abs(step) < 1e-7) break;
  }
  return { mode, sd: 1 / Math.sqrt(curvature) };
}

function logJoint(session: Binned, offsets: readonly number[], u: number): number {
  let sum = -(u * u) / (2 * SIGMA ** 2);
  for (const [bin, offset] of offsets.entries()) {
    const eta = offset + u;
    sum += session.bad[bin]! * eta - session.turns[bin]! * softplus(eta);
  }
  return sum;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 30 ? x : Math.log1p(Math.exp(x));
}
