import { billedTokens } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { tokensText } from './amounts.ts';
import type { LedgerReport, SharedReport } from './ledger-types.ts';
import { known } from './text-stories.ts';

const MOST = 10;

/** What each session of several stories paid once, and what each of them took there. */
export function sharedText({ shared = [] }: LedgerReport): string {
  const last = shared.slice(-MOST);
  const earlier = shared.length > MOST ? [`${shared.length - MOST} earlier ones are in --json`] : [];
  return [...earlier, ...last.map(sessionText)].join('\n');
}

function sessionText({ turns, baseTokens, spend }: SharedReport): string {
  const each = turns.map(
    ({ story, floorTokens, workingTokens }) =>
      `${shown(story)} floor ${known(floorTokens, tokensText)} + working ${known(workingTokens, tokensText)}`,
  );
  const all = `burn ${tokensText(billedTokens(spend))}, cache reads ${tokensText(spend.cacheRead)}`;
  return `base ${known(baseTokens, tokensText)} once; ${each.join('; ')}; ${all}`;
}
