import type { SetupProblem } from '../model/problem.ts';
import type { WordsFor } from './problem-words.ts';

/** Words for tasks of other tools that cannot be taken over. */
export const IMPORT_WORDS: WordsFor<Extract<SetupProblem, { reason: 'import-unknown' | 'not-imported' }>> = {
  'import-unknown': ({ file, expected, isThere }) => ({
    what: `no tasks could be read from ${file}`,
    expected: expected.join('; or '),
    found: isThere ? 'none of these' : 'nothing to read',
  }),
  'not-imported': ({ task, why }) => ({
    what: `${task} is not imported`,
    found: why,
    hint: 'mend it there and import again; what was written is left as it is',
  }),
};
