import type { SmartZone } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText } from './amounts.ts';

/** The shape of targets/'s ModelZone, which this room may not import. */
export interface ZoneLike {
  readonly model: string;
  readonly zone?: SmartZone;
  readonly evidence: {
    readonly sessions: number;
    readonly neededSessions: number;
    readonly upToTokens?: number;
    readonly gain?: number;
    readonly found?: {
      readonly zoneTokens: number;
      readonly lowTokens: number;
      readonly highTokens: number;
      readonly oddsPerStep: number;
      readonly past: number;
      readonly hardTokens: number;
    };
  };
}

/** What sessions say of a smart zone: a proposal with its uncertainty, or that there is no evidence, and what is kept. */
export function zoneText(one: ZoneLike): string {
  return one.evidence.found === undefined ? nothingText(one) : foundText(one, one.evidence.found);
}

function nothingText({ model, zone, evidence }: ZoneLike): string {
  const { sessions, neededSessions, upToTokens } = evidence;
  const upTo = upToTokens === undefined ? '' : ` up to ${tokensText(upToTokens)}`;
  const few =
    sessions < neededSessions ? `; too early to tell: ${sessions} of ${countText(neededSessions, 'session', 'sessions')}` : '';
  return `${shown(model)}: no evidence${upTo}; ${keptText(zone)}${few}`;
}

function keptText(zone: SmartZone | undefined): string {
  return zone === undefined
    ? 'no zone in force'
    : `${zone.source} kept (${tokensText(zone.warnTokens)} / ${tokensText(zone.hardTokens)})`;
}

function foundText({ model, zone, evidence }: ZoneLike, found: NonNullable<ZoneLike['evidence']['found']>): string {
  const { zoneTokens, lowTokens, highTokens, oddsPerStep, past, hardTokens } = found;
  const how = `${countText(evidence.sessions, 'session', 'sessions')}, ${past} of them 20k past it; 2 dlogL ${evidence.gain!.toFixed(1)}`;
  const entry = `smartZone: { warn: ${zoneTokens}, hard: ${hardTokens}, source: 'measured' }`;
  return [
    `${shown(model)}: past ${tokensText(zoneTokens)} the odds of a slip grow ${oddsPerStep.toFixed(1)}x every 20k (${how})`,
    `  it lies between ${tokensText(lowTokens)} and ${tokensText(highTokens)}; a slip is a failed command or tool, or lines edited once more; in force: ${keptText(zone)}`,
    `  to take it over, in \`models\` of the config: '${shown(model)}': { ${entry} }`,
  ].join('\n');
}
