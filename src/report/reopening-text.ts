import type { ReopeningPrice } from '../model/reopening.ts';
import { shown } from '../model/shown.ts';
import { countText } from './amounts.ts';
import { priceText } from './price-text.ts';

/** What was landed under contracts that were edited since, and what building it again would take. */
export function reopeningText(price: ReopeningPrice): string {
  const { stories, adrs } = price;
  const what = countText(stories.length, 'integrated story stands', 'integrated stories stand');
  return `${what} on the text of ${adrs.map(shown).join(', ')} as it was: ${stories.map(shown).join(', ')}\n  built again: ${priceText(price)}`;
}

/** The ways on, without asking. */
export function reopeningHint(xpar: string, { stories }: ReopeningPrice): string {
  const [first = ''] = stories;
  return `  ${xpar} build ${shown(first)}${stories.length > 1 ? ' ...' : ''} or --reopen builds again; -t takes as done what keeps the new text`;
}
