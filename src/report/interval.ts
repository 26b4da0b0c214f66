import { percentText } from './amounts.ts';

/** Fewer sessions than this, and a share is only shown, not claimed. */
export const CLAIM_FROM = 20;

/** A share with its 95% interval. */
export interface Proportion {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

const Z = 1.96;

/** `hits` of `of` as a share, with Wilson's interval: of none nothing is known but that it lies between 0 and 1. */
export function proportion(hits: number, of: number): Proportion {
  if (of === 0) return { share: Number.NaN, low: 0, high: 1, of };
  const share = hits / of;
  const centre = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), of };
}

/** `79% (61-90%)`, with a word where it is too early to tell. */
export function proportionText(proportion: Proportion): string {
  const early = proportion.of > 0 && proportion.of < CLAIM_FROM;
  return `${shareText(proportion)}${early ? ', too early to tell' : ''}`;
}

/** `79% (61-90%)`, or `?`: for where something else tells how early it is. */
export function shareText({ share, low, high, of }: Proportion): string {
  return of === 0 ? '?' : `${percentText(share)} (${Math.round(100 * low)}-${percentText(high)})`;
}
