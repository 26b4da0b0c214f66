/** What a session is watched against, native tokens. `ceilingTokens` is net of the base, the rest is as requests count. */
export interface Bounds {
  readonly baseTokens: number;
  readonly floorTokens: number;
  readonly ceilingTokens: number;
  /** Where the model's smart zone warns, and where it ends. */
  readonly warnTokens: number;
  readonly hardTokens: number;
  /** Working tokens at P50. */
  readonly workingTokens: number;
}

/** `fiction`: the agent started with far more than the card says. `amber`, `red`: the hard limit is near. `ceiling`: past the estimate. `spike`: far past it. `zone`: past the smart zone's warning line. */
export type AlarmKind = 'fiction' | 'amber' | 'red' | 'ceiling' | 'spike' | 'zone';

export interface Alarm {
  readonly kind: AlarmKind;
  readonly contextTokens: number;
  /** The size that was passed, or that is near: base included. Of a spike: working tokens alone. */
  readonly limitTokens: number;
}

/** The context meter of one session; made by `startMeter`, carried from request to request. */
export interface Meter {
  readonly bounds: Bounds;
  readonly requests: number;
  readonly contextTokens: number;
  /** What entered the context after the first request, each token once. */
  readonly workingTokens: number;
  /** Smoothed growth per request. */
  readonly growthTokens: number;
  /** Requests until the hard limit at this growth; Infinity while nothing grows. */
  readonly turnsLeft: number;
  /** Alarms given: each is given once a session. */
  readonly told: readonly AlarmKind[];
}

const SMOOTHING = 0.2;
/** The first request may be this much larger than the declared floor before the card is called fiction. */
const FICTION_FACTOR = 1.2;
const AMBER = { share: 0.6, turns: 8 };
const RED_TURNS = 5;
/** So many times the working tokens that are expected. */
const SPIKE_FACTOR = 3;

export function startMeter(bounds: Bounds): Meter {
  return { bounds, requests: 0, contextTokens: 0, workingTokens: 0, growthTokens: 0, turnsLeft: Infinity, told: [] };
}

/** Takes in one main-chain request by its context (all input tokens, cached or not), and tells what it gives cause for. */
export function watch(meter: Meter, contextTokens: number): { readonly meter: Meter; readonly alarms: readonly Alarm[] } {
  const { bounds } = meter;
  const grown = meter.requests === 0 ? 0 : Math.max(0, contextTokens - meter.contextTokens);
  const growthTokens = meter.growthTokens + SMOOTHING * (grown - meter.growthTokens);
  const left = Math.max(0, bounds.hardTokens - contextTokens);
  const turnsLeft = left === 0 ? 0 : growthTokens > 0 ? left / growthTokens : Infinity;
  const workingTokens = meter.workingTokens + grown;
  const next = { ...meter, workingTokens, requests: meter.requests + 1, contextTokens, growthTokens, turnsLeft };
  const alarms = due(next).filter((alarm) => !meter.told.includes(alarm.kind));
  return { meter: { ...next, told: [...meter.told, ...alarms.map((alarm) => alarm.kind)] }, alarms };
}

function due(meter: Meter): readonly Alarm[] {
  const { bounds, contextTokens, turnsLeft, workingTokens } = meter;
  const spikeTokens = SPIKE_FACTOR * bounds.workingTokens;
  const fictionTokens = bounds.baseTokens + FICTION_FACTOR * bounds.floorTokens;
  const ceilingTokens = bounds.baseTokens + bounds.ceilingTokens;
  const alarm = (kind: AlarmKind, limitTokens: number, isDue: boolean): Alarm[] =>
    isDue ? [{ kind, contextTokens, limitTokens }] : [];
  return [
    ...alarm('fiction', Math.round(fictionTokens), meter.requests === 1 && contextTokens > fictionTokens),
    ...alarm('ceiling', ceilingTokens, contextTokens > ceilingTokens),
    ...alarm('spike', spikeTokens, workingTokens > spikeTokens),
    ...alarm('zone', bounds.warnTokens, contextTokens > bounds.warnTokens),
    ...alarm('amber', bounds.hardTokens, contextTokens > AMBER.share * bounds.hardTokens && turnsLeft <= AMBER.turns),
    ...alarm('red', bounds.hardTokens, turnsLeft <= RED_TURNS),
  ];
}
