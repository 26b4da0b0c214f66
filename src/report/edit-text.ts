import type { EditedInput, Event, Price, RedecidedStory, SunkLane } from '../model/event.ts';
import type { Finding } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText, usdText } from './amounts.ts';
import { priceText } from './price-text.ts';
import { problemText } from './problem-text.ts';
import { changesText, decisionText } from './reason-text.ts';

/** Beyond so many a person reads a list no further. */
const SHOWN_AT_MOST = 20;

/** One batch of edits: what changed, what that makes of the stories, what is wrong now and what no longer is, and the price. */
export function editedText({ changes, stories, found, gone, price }: Extract<Event, { t: 'edited' }>): string {
  const lines = [
    changes.length === 0 ? 'changed: nothing on the cards, but what they are judged by' : cut(changes.map(changeText)).join('\n'),
    ...cut(stories.map((one) => `  ${redecidedText(one)}`)),
    ...cut(found.map((finding) => indented(`found: ${problemText(finding)}`))),
    ...cut(gone.map((finding) => `  gone: ${goneText(finding)}`)),
    ...(samePrice(price.before, price.after)
      ? []
      : [`  before: ${priceText(price.before)}`, `  after:  ${priceText(price.after)}`]),
  ];
  return lines.join('\n');
}

function changeText({ of, name, how }: EditedInput): string {
  return `${how}: ${of === 'story' || of === 'adr' ? '' : `${of} `}${shown(name)}`;
}

function redecidedText({ story, step, decision, before, after }: RedecidedStory): string {
  const price = samePrice(before, after) ? '' : `; ceiling ${ceilingText(before)} -> ${ceilingText(after)}`;
  return `${shown(story)}:${step} ${decision.state}: ${decisionText(decision)}${price}`;
}

function ceilingText(price: Price | undefined): string {
  if (price === undefined) return 'none';
  return `${tokensText(price.ceilingTokens)}${price.usd === undefined ? '' : ` (about ${usdText(price.usd)})`}`;
}

function samePrice(a: Price | undefined, b: Price | undefined): boolean {
  return (
    a?.toImplement === b?.toImplement &&
    a?.p50Tokens === b?.p50Tokens &&
    a?.ceilingTokens === b?.ceilingTokens &&
    a?.usd === b?.usd
  );
}

function goneText(finding: Finding): string {
  return problemText(finding).split('\n')[0]!;
}

/** Why a lane is cancelled. */
export function staleInFlightText({ step, because, changes }: Extract<Event, { t: 'stale-in-flight' }>): string {
  switch (because) {
    case 'changed':
      return `${step} cancelled, changed: ${changesText(changes)}`;
    case 'not-ready':
      return `${step} cancelled, its card is not ready any more`;
    case 'gone':
      return `${step} cancelled, its card is gone`;
  }
}

/** That, and once it is known what had been spent on it. */
export function cancelledText(event: Extract<Event, { t: 'stale-in-flight' }>, sunkTokens: number | undefined): string {
  return `${staleInFlightText(event)}${sunkTokens === undefined ? '' : `; ${tokensText(sunkTokens)} tokens sunk`}`;
}

/** What an edit in flight cost. */
export function sunkText({ lanes, adrs, tokens, usd }: Extract<Event, { t: 'sunk' }>): string {
  const cohort = adrs.length === 0 ? '' : `the cohort of ${adrs.map(shown).join(', ')} was halted, `;
  const each = lanes.map((lane) => `${shown(lane.story)} ${sunkLaneText(lane)}`).join(', ');
  const price = usd === undefined ? '' : ` (${usdText(usd)})`;
  return `sunk: ${cohort}${tokensText(tokens)} tokens${price} in ${countText(lanes.length, 'lane', 'lanes')}: ${each}`;
}

function sunkLaneText({ tokens, workStands }: SunkLane): string {
  if (workStands) return 'none';
  return tokens === undefined ? 'unknown' : tokensText(tokens);
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN_AT_MOST) return lines;
  return [...lines.slice(0, SHOWN_AT_MOST - 1), `  ... and ${lines.length - SHOWN_AT_MOST + 1} more`];
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
