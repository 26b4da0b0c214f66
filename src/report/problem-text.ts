import { placeText } from '../model/place.ts';
import type { Finding, Problem } from '../model/problem.ts';
import { shown, shownLines } from '../model/shown.ts';
import { CARD_WORDS } from './problem-words-card.ts';
import { READ_WORDS } from './problem-words-read.ts';
import { RUN_WORDS } from './problem-words-run.ts';
import { SETUP_WORDS } from './problem-words-setup.ts';
import { WORD_WORDS } from './problem-words-word.ts';
import type { Words, WordsTable } from './problem-words.ts';

const WORDS: WordsTable = { ...READ_WORDS, ...CARD_WORDS, ...SETUP_WORDS, ...RUN_WORDS, ...WORD_WORDS };

/** A problem said in words that are safe to print: what came from outside can only be read, not acted on by a terminal. */
export function problemWords(problem: Problem): Words {
  const { what, expected, found, more, hint } = wordsOf(problem);
  const foundText = isPrinted(problem) ? shownLines : shown;
  return {
    what: shown(what),
    ...(expected === undefined ? {} : { expected: shown(expected) }),
    ...(found === undefined ? {} : { found: foundText(found) }),
    ...(more === undefined ? {} : { more: more.map(([label, text]) => [label, shown(text)] as const) }),
    ...(hint === undefined ? {} : { hint: shown(hint) }),
  };
}

function wordsOf(problem: Problem): Words {
  // The table has one entry per reason, so that the entry found takes the problem it was found for.
  const words = (WORDS[problem.reason] as (problem: Problem) => Words)(problem);
  if (problem.reason !== 'subtask-failed') return words;
  const inner = wordsOf(problem.problem);
  return { ...inner, what: `${words.what}: ${inner.what}` };
}

/** Only what a program printed has lines of its own. */
function isPrinted(problem: Problem): boolean {
  if (problem.reason === 'subtask-failed') return isPrinted(problem.problem);
  return (
    'tail' in problem ||
    problem.reason === 'repository-refused' ||
    problem.reason === 'push-refused' ||
    problem.reason === 'pull-request-failed' ||
    (problem.reason === 'cannot-fast-forward' && problem.because === 'git')
  );
}

/** `stories/a.md:3:7 error  unknown-key  unknown key foo`, and under it, indented, expected, found and hint. Without colour. */
export function problemText({ problem, severity }: Finding): string {
  const { what, expected, found, more = [], hint } = problemWords(problem);
  const place = problem.place === undefined ? '' : `${shown(placeText(problem.place))} `;
  const lines = [
    `${place}${severity}  ${problem.reason}  ${what}`,
    ...line('expected', expected),
    ...line('found', found),
    ...more.flatMap(([label, text]) => line(label, text)),
    ...line('hint', hint),
  ];
  return lines.join('\n');
}

const LABEL_WIDTH = 'expected: '.length;

function line(label: string, text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  return text
    .split('\n')
    .map((part, index) => `  ${(index === 0 && label !== '' ? `${label}: ` : '').padEnd(LABEL_WIDTH)}${part}`);
}
