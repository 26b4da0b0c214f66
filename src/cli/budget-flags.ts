import { InvalidArgumentError, Option, type Command } from 'commander';
import type { OnExceed } from '../model/allowance.ts';
import { shown } from '../model/shown.ts';
import { tokenCount } from '../model/token-count.ts';
import { usdAmount } from '../model/usd-amount.ts';
import type { BuildRequest } from '../pipeline.ts';

/** Budgets as they come from a command line. */
export interface BudgetOptions {
  readonly budget?: number;
  readonly usd?: number;
  readonly storyBudget?: Readonly<Record<string, number>>;
  readonly onExceed?: OnExceed;
}

/** The options that bound what agents may spend, for every verb that plans or builds. */
export function withBudgets(command: Command): Command {
  return command
    .addOption(new Option('--budget <tokens>', 'tokens this run may take, as 500k').argParser(tokensAsked))
    .addOption(new Option('--usd <amount>', 'USD this run may take').argParser(usdAsked))
    .addOption(new Option('--story-budget <id=tokens>', 'tokens a story may take; repeatable').argParser(storyAsked))
    .addOption(
      new Option('--on-exceed <how>', 'a spent budget: tell; ask, or stop where nobody can answer; hand back and stop').choices([
        'warn',
        'pause',
        'stop',
      ]),
    );
}

/** Those given; undefined where none is. */
export function budgetsIn({ budget, usd, storyBudget, onExceed }: BudgetOptions): Pick<BuildRequest, 'budget'> {
  if ([budget, usd, storyBudget, onExceed].every((one) => one === undefined)) return {};
  return {
    budget: {
      ...(budget === undefined ? {} : { tokens: budget }),
      ...(usd === undefined ? {} : { usd }),
      ...(storyBudget === undefined ? {} : { stories: storyBudget }),
      ...(onExceed === undefined ? {} : { onExceed }),
    },
  };
}

function tokensAsked(value: string): number {
  const tokens = tokenCount(value);
  if (tokens === undefined || tokens === 0) throw new InvalidArgumentError('expected a token count such as 500k.');
  return tokens;
}

function usdAsked(value: string): number {
  const usd = usdAmount(value);
  if (usd === undefined) throw new InvalidArgumentError('expected an amount of USD such as 20 or 1.50.');
  return usd;
}

function storyAsked(value: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, id, written = ''] = /^([^=]+)=(.*)$/.exec(value) ?? [];
  const tokens = tokenCount(written);
  if (id === undefined || tokens === undefined || tokens === 0)
    throw new InvalidArgumentError('expected a story and a token count such as login=20k.');
  if (Object.hasOwn(before, id)) throw new InvalidArgumentError(`${shown(id)} has a budget already.`);
  return { ...before, [id]: tokens };
}
