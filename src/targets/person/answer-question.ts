import type { Host } from '../../host/host.ts';
import type { BudgetUnit, Question } from '../../model/allowance.ts';
import type { Answer, Asked } from '../../model/inbox.ts';
import type { Problem } from '../../model/problem.ts';
import { tokenCount } from '../../model/token-count.ts';
import { usdAmount } from '../../model/usd-amount.ts';
import { answersLeft } from '../../record/answer-files.ts';
import { isOver } from '../../record/inbox.ts';
import { openStore, type Store } from '../../record/store.ts';

/** How often, and how many times, a running build is given to take an answer up. */
const LOOK_MS = 100;
const LOOKS = 20;

/** A person's answer to an item, as it was given. */
export interface Answering {
  readonly id: string;
  readonly allow: boolean;
  readonly always?: boolean;
  readonly why?: string;
  /** How much more a budget may take, as it was written. */
  readonly more?: string;
  /** The command line, for the lock's holder. */
  readonly command: string;
}

/** How much more a budget may take, as it was written; nothing where the answer is to something else. */
export function moreIn(item: Asked, given: Answering): { readonly more?: number } | Problem {
  const question = item.asking.about === 'question' ? item.asking.question : undefined;
  const refused = (name: string, expected: string): Problem => ({ reason: 'bad-argument', name, found: item.id, expected });
  if (question && given.always === true) return refused('--always', 'used where an agent asks');
  if (question?.by === 'budget' && given.allow) return amountFor(question, given.more);
  return given.more === undefined ? {} : refused('--more', 'used where a budget asks how to go on');
}

function amountFor({ unit }: { readonly unit: BudgetUnit }, written: string | undefined): { readonly more: number } | Problem {
  const more = written === undefined ? undefined : amountIn(written, unit);
  if (more !== undefined) return { more };
  const expected = unit === 'usd' ? 'how many USD more, such as 5' : 'how many tokens more, such as 100k';
  return { reason: 'bad-argument', name: '--more', found: written ?? 'nothing', expected };
}

function amountIn(written: string, unit: BudgetUnit): number | undefined {
  const amount = unit === 'usd' ? usdAmount(written) : tokenCount(written);
  return amount === 0 ? undefined : amount;
}

/** Of a build's question: somebody else's answer that came first, or that it is not asked any more. */
export function overBefore(item: Asked | undefined): Problem | undefined {
  if (item?.asking.about !== 'question' || !isOver(item)) return undefined;
  return { reason: 'answered-already', item: item.id, ...wordOf(item.asking.question, item.answer) };
}

/** Waits until the running build has taken the answer up, and says where another came before it. */
export async function heardFirst(host: Host, store: Store, item: Asked, given: Answer): Promise<Problem | undefined> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const isLying = (await answersLeft(host.files, store.layout)).some(({ id }) => id === item.id);
    if (!isLying) {
      const now = await openStore(host.files, store.layout);
      const after = now.ok ? now.store.state.inbox.find(({ id }) => id === item.id) : undefined;
      const { allow, more, why } = after?.answer ?? {};
      return allow === given.allow && more === given.more && why === given.why ? undefined : overBefore(after);
    }
    await host.clock.wait(LOOK_MS, new AbortController().signal);
  }
  return undefined;
}

function wordOf(question: Question, answer: Answer | undefined): { readonly question: Question; readonly answer?: Answer } {
  return { question, ...(answer === undefined ? {} : { answer }) };
}
