import type { CheckoutCardProblem, CheckoutProblem } from '../model/checkout-problem.ts';
import { listed, type WordsFor } from './problem-words.ts';

/** Words for cards that cannot be worked on in a checkout that several lanes share. */
export const CHECKOUT_CARD_WORDS: WordsFor<CheckoutCardProblem> = {
  'shared-without-files': () => ({
    what: 'a story without `files` cannot share a checkout',
    expected: '`files`: in one checkout they alone tell its edits from those of others',
    found: 'none',
    hint: 'declare the files it may change, or run it with --mode worktree',
  }),
  'shared-with-subtasks': () => ({
    what: 'a story with subtasks cannot share a checkout',
    expected: 'one session at a time on its files',
    found: 'subtasks',
    hint: 'make the subtasks stories of their own, or run it with --mode worktree',
  }),
};

/** Words for what was found in a checkout that several lanes share. */
export const CHECKOUT_WORDS: WordsFor<CheckoutProblem> = {
  'edit-outside': ({ stories, paths, scope, kept }) => ({
    what: `${stories.length === 0 ? 'with nobody at work' : `while ${listed(stories)} worked`}, the shared checkout was edited outside the files of all of them; the run is stopped`,
    expected: scope.length === 0 ? 'no edit' : `edits in ${listed(scope)}`,
    found: listed(paths),
    hint: `${kept === undefined ? '' : `what stood there is kept: git show ${kept}; `}add the files to the card that needs them, or have git ignore what tools leave`,
  }),
  'checkout-moved': ({ stories, was, now, kept }) => ({
    what: `while ${listed(stories)} worked, HEAD of the shared checkout was moved`,
    expected: was.slice(0, 10),
    found: now,
    hint: `it was put back${kept === undefined ? '' : `, and what it held is kept as ${kept}`}; lanes are made of the files that stand there, not of commits`,
  }),
  'checkout-left': ({ paths, kept }) => ({
    what: 'a build that was killed left edits in the shared checkout that are in the files of no lane of it',
    expected: 'edits in the files of its lanes',
    found: listed(paths),
    hint: `they are kept: git show ${kept}`,
  }),
};
