import type { BudgetName, BudgetStanding, BudgetUnit, ParkedBy, Question, Shortfall, Spent } from '../model/allowance.ts';
import { billedTokens, type TokenSplit } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, percentText, tokensText, usdText } from './amounts.ts';

/** `the run's budget`, `the budget of role implementer`. */
export function budgetText({ scope, name }: Omit<BudgetName, 'unit'>): string {
  switch (scope) {
    case 'run':
      return "the run's budget";
    case 'story':
      return `the budget of ${shown(name)}`;
    case 'share': {
      const [story = '', role = ''] = name.split('/');
      return `the share of ${shown(role)} in the budget of ${shown(story)}`;
    }
    case 'role':
    case 'command':
      return `the budget of ${scope} ${shown(name)}`;
  }
}

/** An amount of a budget: `12.4k tokens`, `$3.10`. */
export function amountText(amount: number, unit: BudgetUnit): string {
  return unit === 'usd' ? usdText(amount) : `${tokensText(amount)} tokens`;
}

function figure(amount: number, unit: BudgetUnit): string {
  return unit === 'usd' ? usdText(amount) : tokensText(amount);
}

/** Why a session cannot start. */
export function shortfallText({ needs, left, limit, unit, ...which }: Shortfall): string {
  const budget = `${budgetText(which)} of ${amountText(limit, unit)}`;
  if (needs === undefined) return `no price is known for its model: ${budget} cannot be kept`;
  return `would take up to ${figure(needs, unit)}, and ${budget} has ${figure(left, unit)} left`;
}

/** Why a session was made to hand back before it was done. */
export function parkedText(why: ParkedBy): string {
  if (why.by === 'spike') return spikeText(why);
  if (why.by === 'zone') return splitText(why);
  if (why.by === 'answer') return `it waits for your answer to ${why.item}: ${shown(why.text)}`;
  const used = amountText(why.spent + why.assumed, why.unit);
  return `${budgetText(why)} of ${figure(why.limit, why.unit)} is spent: ${used}${assumedText(why)}`;
}

/** With what a person can do: the card, or the whole of it. */
function splitText({ contextTokens, limitTokens, draft }: ParkedBy & { readonly by: 'zone' }): string {
  const full = `its context came to ${tokensText(contextTokens)} of ${tokensText(limitTokens)}`;
  return `${full}; ${shown(draft)} is a draft for the remainder: strike what is done and set it to ready, or delete it to have the whole card done here`;
}

function spikeText({ expectedTokens, workingTokens }: Spent & { readonly by: 'spike' }): string {
  const times = (workingTokens / Math.max(1, expectedTokens)).toFixed(1);
  return `${tokensText(workingTokens)} working tokens, ${times} times the ${tokensText(expectedTokens)} expected`;
}

function assumedText({ assumed, unit }: Pick<BudgetStanding, 'assumed' | 'unit'>): string {
  return assumed === 0 ? '' : `, ${figure(assumed, unit)} of it assumed for sessions that told no usage`;
}

/** How a budget stands: `37.6k of 50.0k tokens, 8.0k reserved`. */
export function standingText({ spent, assumed, reserved, unknown, limit, unit }: BudgetStanding): string {
  const used = `${figure(spent + assumed, unit)} of ${amountText(limit, unit)}`;
  const guess =
    unknown === 0
      ? ''
      : `, ${figure(assumed, unit)} of it assumed for ${countText(unknown, 'session', 'sessions')} that told no usage`;
  return `${used}${guess}${reserved > 0 ? `, ${figure(reserved, unit)} reserved` : ''}`;
}

/** A threshold that a budget came to. */
export function thresholdText(budget: BudgetStanding, percent: number): string {
  const word = percent >= 100 ? 'spent' : `at ${percent}%`;
  return `${budgetText(budget)} is ${word}: ${standingText(budget)}`;
}

/** What a person is asked, up to the choice. */
export function questionText(question: Question): string {
  return question.story === undefined ? parkedText(question) : `${shown(question.story)}: ${parkedText(question)}`;
}

/** What was answered; without `more`: to stop. */
export function answerText(question: Question, more: number | undefined): string {
  if (more === undefined) return 'stop';
  return question.by === 'spike' ? 'go on' : `go on with ${amountText(more, question.unit)} more`;
}

/** For the table of a run's budgets: name, share, standing. */
export function budgetRow(budget: BudgetStanding): readonly [string, string, string] {
  const { scope, name, spent, assumed, limit } = budget;
  return [scope === 'run' ? 'run' : `${scope} ${shown(name)}`, percentText((spent + assumed) / limit), standingText(budget)];
}

/** Tokens by kind, and USD; sessions that told nothing stand beside them, never as nothing. */
export function spendText(spend: TokenSplit, unknown: number): string {
  const { input, cacheWrite, cacheRead, output, usd } = spend;
  const kinds = `input ${tokensText(input)}, cache write ${tokensText(cacheWrite)}, output ${tokensText(output)}; cache read ${tokensText(cacheRead)}`;
  const price = usd === undefined ? '' : `, ${usdText(usd)}`;
  const beside = unknown === 0 ? '' : `; ${countText(unknown, 'session', 'sessions')} told no usage: unknown`;
  return `${tokensText(billedTokens(spend))} tokens (${kinds})${price}${beside}`;
}
