import type { Host } from '../host/host.ts';
import type { Ask, Question } from '../model/allowance.ts';
import { tokenCount } from '../model/token-count.ts';
import { usdAmount } from '../model/usd-amount.ts';

/** Asks at the terminal whether to go on, below what the reporter says of it; undefined where nobody sits there. */
export function askAt({ terminal }: Pick<Host, 'terminal'>): Ask | undefined {
  if (!terminal.canAsk) return undefined;
  return async (question, interrupted) => {
    for (;;) {
      const said = await terminal.ask(choiceText(question), interrupted);
      const answer = said === undefined ? 'stop' : answerIn(said.trim(), question);
      if (answer === 'stop') return undefined;
      if (answer !== 'unclear') return answer;
      terminal.err.write(`expected: ${question.by === 'spike' ? 'y or n' : expectedText(question)}\n`);
    }
  };
}

function choiceText(question: Question): string {
  if (question.by === 'spike') return 'Go on? [y/N] ';
  return `Go on with how much more? (${expectedText(question)}) `;
}

function expectedText({ unit }: Question & { readonly by: 'budget' }): string {
  return unit === 'usd' ? 'USD such as 5, or Enter to stop' : 'tokens such as 100k, or Enter to stop';
}

/** Anything but a clear yes stops a spike; a budget takes an amount, or nothing. */
function answerIn(said: string, question: Question): number | 'stop' | 'unclear' {
  if (said === '' || /^(?:no?|s(?:top)?)$/i.test(said)) return 'stop';
  if (question.by === 'spike') return /^y(?:es)?$/i.test(said) ? 1 : 'unclear';
  const more = question.unit === 'usd' ? usdAmount(said) : tokenCount(said);
  return more === undefined || more === 0 ? 'unclear' : more;
}
