import { byHandText } from './base-dilemma-text.ts';
import { moreOf } from '../model/inbox.ts';
import type { WordProblem } from '../model/word-problem.ts';
import { answerText } from './burn-text.ts';
import { counted, listed, meant, type WordsFor } from './problem-words.ts';

/** Words for what keeps a person's word from being carried out, or is without it. */
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
  'base-side-red': ({ base, integration, side, gate, tail, log }) => ({
    what: `${base} merged with ${side === 'base' ? base : integration}'s side of what conflicts is red at gate ${gate}; the integration branch stays as it was`,
    expected: 'exit code 0',
    found: tail,
    hint: `xpar resolve --base takes the other side; by hand: ${byHandText({ base, integration })}; log: ${log}`,
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
  'changed-meanwhile': ({ what }) => ({
    what: `${what} has changed since you looked: nothing was done`,
    hint: 'look again, then say it again',
  }),
  'answered-already': ({ item, question, answer }) => ({
    what:
      answer === undefined
        ? `${item} is not asked any more: nobody answered in time`
        : `${item} was answered before: ${answerText(question, moreOf(question, answer))}`,
    hint: 'that answer holds; xpar status shows how it went on',
  }),
  'config-untrusted': ({ file, files, isChanged }) => ({
    what: `${file} is code, and ${isChanged ? 'some of it has changed since it was trusted' : 'nobody has trusted it as it stands'}`,
    found: files.join(', '),
    hint: 'look at it, then `xpar trust`; in CI: XPAR_TRUST=1',
  }),
  'no-home': ({ file }) => ({
    what: `there is no folder to keep your word on ${file} in`,
    expected: 'HOME, XDG_STATE_HOME or LOCALAPPDATA in the environment, absolute',
    hint: 'set one of them, or XPAR_TRUST=1',
  }),
};
