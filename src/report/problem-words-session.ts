import type { RunProblem } from '../model/problem.ts';
import { counted, type WordsFor } from './problem-words.ts';

/** Words for sessions that were stopped for their size. */
export const SESSION_WORDS: WordsFor<Extract<RunProblem, { reason: 'share-outgrown' }>> = {
  'share-outgrown': ({ story, workingTokens, shareTokens }) => ({
    what: `${story} outgrew its share of a session and goes on alone`,
    expected: `${counted(shareTokens)} tokens of work at most while others are to use it`,
    found: counted(workingTokens),
    hint: 'what it has done is kept; the others begin a new session',
  }),
};
