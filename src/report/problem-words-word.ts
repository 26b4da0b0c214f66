import type { WordProblem } from '../model/word-problem.ts';
import { counted, listed, meant, type WordsFor } from './problem-words.ts';

/** Words for what keeps a person's word on a landing from being carried out. */
export const WORD_WORDS: WordsFor<WordProblem> = {
  'not-integrated': ({ story, known, suggestion }) => ({
    what: `${story} is not integrated: there is nothing to give a word on`,
    expected: `an integrated story: ${listed(known)}`,
    found: story,
    ...(suggestion === undefined ? { hint: 'xpar status shows how every story stands' } : meant(suggestion)),
  }),
  'not-accepted': ({ story, count }) => ({
    what: `landing stops before ${story}, which nobody has accepted`,
    expected: 'a word on each story (`acceptance: story`)',
    found: `${counted(count)} not accepted`,
    hint: `xpar accept ${story} --show shows what there is to judge; then xpar accept or xpar reject`,
  }),
  'reject-dependents': ({ story, dependents }) => ({
    what: `${story} cannot be taken out alone: others were built on it`,
    expected: 'a story that nothing integrated depends on',
    found: listed(dependents),
    hint: `xpar reject ${story} --with-dependents --why TEXT takes them out together, and reopens each`,
  }),
  'reject-conflict': ({ story, paths, later }) => ({
    what: `what ${story} brought in cannot be taken out: later work changed the same lines`,
    expected: 'a revert that merges cleanly',
    found: listed(paths),
    hint:
      later.length === 0
        ? 'say on its card what is to be different, and build it: an edited story is a change to working code'
        : `reject first what landed on it since (${listed(later)}), or say on its card what is to be different, and build it`,
  }),
  'reject-red': ({ story, gate, tail, log }) => ({
    what: `without ${story}, gate ${gate} is red; nothing was moved`,
    expected: 'a green suite without it',
    found: tail,
    hint: `something integrated needs it: reject that too, or say on its card what is to be different, and build it; log: ${log}`,
  }),
  rejected: ({ story, why }) => ({
    what: `a person sent ${story} back: ${why}`,
    expected: 'work that is accepted',
    hint: `xpar build ${story} does it again, and is told`,
  }),
  'push-refused': ({ remote, branch, detail }) => ({
    what: `${branch} could not be pushed to ${remote}`,
    expected: `a remote ${remote} that takes it, forward only`,
    found: detail,
    hint: `git remote -v shows the remotes; where ${branch} was changed there, look at it first: nothing is forced`,
  }),
  'pull-request-failed': ({ branch, missing, detail }) => ({
    what: missing ? 'gh was not found' : `no pull request could be opened for ${branch}`,
    expected: 'the GitHub CLI, signed in',
    found: detail,
    hint: missing
      ? 'install it, or land without --pr'
      : 'gh auth status; the branches are pushed, and a second try goes on from there',
  }),
};
