import type { RunProblem } from '../model/problem.ts';
import { counted, listed, type WordsFor } from './problem-words.ts';

/** Words for roles of a lane that did not do their part. */
export const ROLE_WORDS: WordsFor<Extract<RunProblem, { reason: 'locked-touched' | 'no-verdict' | 'review-refused' }>> = {
  'locked-touched': ({ story, role, paths }) => ({
    what: `the ${role} of ${story} changed what a test-writer left`,
    expected: 'locked files as they were',
    found: listed(paths),
    hint: 'the next try is told; where the card wants them changed, say so in its `allow_protected`',
  }),
  'no-verdict': ({ story, role, found, log }) => ({
    what: `the ${role} of ${story} said neither yes nor no in a form that can be read`,
    expected: 'a verdict: accept or refuse, with what is not met',
    found,
    hint: `nothing was accepted; log: ${log}`,
  }),
  'review-refused': ({ story, role, reasons, rounds, log }) => ({
    what: `the ${role} of ${story} refused the work ${rounds === 1 ? 'once' : `${counted(rounds)} times`}`,
    expected: 'work it accepts',
    found: reasons.join('\n'),
    hint: `its work stands on xpar/${story}; say on the card what is meant, or xpar retry ${story}; \`rounds\` of the role is the limit; log: ${log}`,
  }),
};
