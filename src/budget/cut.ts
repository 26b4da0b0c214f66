import type { Floor, FloorPart } from '../model/budget.ts';
import { forecast, type ForecastInput } from './forecast.ts';

/** A part of a floor that can be taken off the card, in native tokens. */
export interface Cut {
  readonly name: string;
  readonly tokens: number;
}

/**
 * The files and ADRs to take off the card, biggest first, until its ceiling fits the smart zone; none where it fits
 * already, all of them where even that is not enough. Every cut file also shrinks what is worked on it.
 */
export function cutToFit(floor: Floor, input: Omit<ForecastInput, 'rawFloorTokens'>): readonly Cut[] {
  const kappa = input.kappa ?? input.model.kappa;
  const candidates = floor.parts.filter(isOptional).sort((a, b) => b.tokens - a.tokens || (a.name < b.name ? -1 : 1));
  const cuts: Cut[] = [];
  let left = floor.tokens;
  for (const part of candidates) {
    if (forecast({ ...input, rawFloorTokens: left }).verdict !== 'over') break;
    cuts.push({ name: part.name, tokens: Math.round(kappa * part.tokens) });
    left -= part.tokens;
  }
  return cuts;
}

function isOptional(part: FloorPart): boolean {
  switch (part.kind) {
    case 'adr':
    case 'file':
      return true;
    case 'card':
    case 'frame':
      return false;
  }
}
