import { billedTokens } from '../model/budget.ts';
import type { RunSummary } from '../model/event.ts';
import { countText, durationText, tokensText, usdText } from './amounts.ts';
import { budgetText, standingText } from './burn-text.ts';
import type { Paint } from './paint.ts';

/** The last line of a build. */
export function summaryText(summary: RunSummary, paint: Paint): string {
  const { integrated, failed, waiting, fresh, targetsRun } = summary;
  const settled = integrated.length + failed.length + waiting.length;
  if (settled + targetsRun === 0) return `Up to date: ${countText(fresh, 'story', 'stories')}, nothing to do`;
  const stories = [
    paint.green(`${integrated.length} integrated`),
    ...(failed.length > 0 ? [paint.red(`${failed.length} failed`)] : []),
    ...(waiting.length > 0 ? [paint.amber(`${waiting.length} waiting`)] : []),
  ].join(', ');
  const parts = [
    // A run can end before any story does: `xpar build login:gate`.
    settled === 0 ? countText(targetsRun, 'target run', 'targets run') : `Stories ${stories}`,
    ...(fresh > 0 ? [`Up to date ${fresh}`] : []),
    ...tokens(summary),
    ...spentBudgets(summary),
    durationText(summary.durationMs),
  ];
  return parts.join(' · ');
}

/** Budgets at their end: they are why something waits. */
function spentBudgets({ budgets = [] }: RunSummary): string[] {
  return budgets
    .filter(({ spent, assumed, limit }) => spent + assumed >= limit)
    .map((one) => `${budgetText(one)} is spent: ${standingText(one)}`);
}

function tokens(summary: RunSummary): string[] {
  const { spend, unknownSpend, estimatedTokens, actualTokens } = summary;
  if (billedTokens(spend) === 0) return unknownSpend > 0 ? ['Tokens unknown: the agent told no usage'] : [];
  const ratio = estimatedTokens > 0 ? ` (${(actualTokens / estimatedTokens).toFixed(2)}x)` : '';
  return [
    `Context ${tokensText(actualTokens)} of ${tokensText(estimatedTokens)} expected${ratio}`,
    `Burn ${tokensText(billedTokens(spend))}${unknownSpend > 0 ? ` and ${countText(unknownSpend, 'session', 'sessions')} unknown` : ''}`,
    ...(spend.usd === undefined ? [] : [usdText(spend.usd)]),
  ];
}
